import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

/** How often a page let a sound begin. Everything that sounds in a browser goes through this one door. */
async function countPlays(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const plays = { count: 0 };
    Object.assign(window, { plays });
    const { start } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function begin(...when: number[]) {
      if (this.context.state === "running") plays.count += 1;
      start.apply(this, when as [number?]);
    };
  });
  return () => page.evaluate(() => (window as unknown as { plays: { count: number } }).plays.count);
}

test("a sound is heard by who is there, and by who asks for it", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  const plays = await countPlays(ben.page);
  const own = await countPlays(ann.page);
  await ann.setUp();
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  const button = (name: string) => ben.page.getByRole("button", { name: `Play the sound ${name}` });

  await test.step("at the newest messages it plays, for both", async () => {
    await ann.say("/play trombone");
    await expect(ben.message("plays a sad trombone")).toBeVisible();
    await expect.poll(plays).toBe(1);
    await expect.poll(own).toBe(1);
  });

  await test.step("a picture is shown", async () => {
    await ann.say("/play nyan");
    const picture = ben.page.getByRole("img", { name: "A cat flies through the stars" });
    await expect(picture).toBeVisible();
    expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(120);
    await expect.poll(plays).toBe(2);
  });

  await test.step("who reads further up hears nothing, until they press", async () => {
    for (let n = 1; n <= 40; n += 1) await ann.say(`Line ${n}`);
    await expect(ben.message("Line 40")).toBeVisible();
    await ben.log.getByText("Line 1", { exact: true }).scrollIntoViewIfNeeded();
    const jump = ben.page.getByRole("button", { name: /^Jump to latest/ });
    await expect(jump).toBeVisible();
    await ann.say("/play tada");
    await expect(ann.message("plays a fanfare")).toBeVisible();
    await expect.poll(own).toBe(3);
    await expect(button("tada")).toBeAttached();
    expect(await plays()).toBe(2);
    await button("tada").scrollIntoViewIfNeeded();
    await expect(jump).toBeHidden();
    await button("tada").click();
    await expect.poll(plays).toBe(3);
  });

  await test.step("who wants none by itself hears none", async () => {
    await ben.page.evaluate(() => localStorage.setItem("campfire.settings", '{"sounds":false}'));
    await ben.page.reload();
    await ben.input.click();
    await ann.say("/play rimshot");
    await expect(ben.message("plays a rimshot")).toBeVisible();
    await expect.poll(own).toBe(4);
    // After the sound that must be silent comes one that is asked for: only this one was heard.
    await button("rimshot").click();
    await expect.poll(plays).toBe(1);
  });

  // Playwright's questions to a page count as a touch: what happens before the first one is held by
  // `use-arriving-sounds.test.tsx`.
  for (const { page, errors } of [ann, ben]) {
    const { violations } = await page.evaluate(
      () => (window as unknown as { watch: { violations: string[] } }).watch,
    );
    expect(violations).toEqual([]);
    expect(errors).toEqual([]);
  }
});
