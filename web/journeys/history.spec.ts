import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const MESSAGES = 260;
/** A reader must not see the page move. */
const DRIFT_PX = 1;

test("a long room scrolls both ways and never moves under the reader", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await expect(ann.input).toBeVisible();
  const { page } = ann;
  await page.evaluate(async (count) => {
    const room = location.pathname.split("/")[2];
    const post = (n: number) => {
      const body = `Line ${n}${n % 7 === 0 ? "\n\nand another paragraph" : ""}`;
      return fetch(`/api/v1/rooms/${room}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ client_message_id: crypto.randomUUID(), body }),
      });
    };
    // Together, so that one write to the disk serves them all.
    await Promise.all(Array.from({ length: count }, (_, n) => post(n + 1)));
  }, MESSAGES);
  await page.reload();
  await expect(ann.log.locator(`article[data-seq='${MESSAGES}']`)).toBeInViewport();

  const drift = await page.evaluate(async () => {
    const log = document.querySelector("[role=log]") as HTMLElement;
    const view = log.parentElement as HTMLElement;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const first = () => Number(log.querySelector("article[data-seq]")?.getAttribute("data-seq"));
    let worst = 0;
    while (first() > 1) {
      const before = first();
      view.scrollTop = Math.min(view.scrollTop, 400);
      await frame();
      const rows = [...log.querySelectorAll("article")];
      const top = view.getBoundingClientRect().top;
      const held = rows.find((row, n) => n > 0 && row.getBoundingClientRect().top >= top);
      const offset = held?.getBoundingClientRect().top ?? 0;
      for (let n = 0; n < 600 && first() === before; n += 1) await frame();
      if (first() === before) throw new Error(`no older page before ${before}`);
      worst = Math.max(worst, Math.abs((held?.getBoundingClientRect().top ?? 0) - offset));
      await frame();
      worst = Math.max(worst, Math.abs((held?.getBoundingClientRect().top ?? 0) - offset));
    }
    return worst;
  });
  console.log(`worst movement while history loads: ${drift.toFixed(2)} px`);
  expect(drift).toBeLessThanOrEqual(DRIFT_PX);

  await page.getByRole("button", { name: /Jump to latest/ }).click();
  await expect(ann.log.locator(`article[data-seq='${MESSAGES}']`)).toBeInViewport();
  await expect(page.getByRole("button", { name: /Jump to latest/ })).toHaveCount(0);
});

test("new messages count on the button while one reads above", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  for (let n = 1; n <= 40; n += 1) await ann.say(`Line ${n}`);
  await expect(ann.log.locator("article[data-seq='40']")).toBeVisible();
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ben.log.locator("article").first().scrollIntoViewIfNeeded();
  await expect(ben.page.getByRole("button", { name: /Jump to latest/ })).toBeVisible();
  await ann.say("One more");
  await ann.say("And one");
  const button = ben.page.getByRole("button", { name: "Jump to latest, 2 new messages" });
  await button.click();
  await expect(ben.message("And one")).toBeInViewport();
});
