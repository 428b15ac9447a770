import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [
    id,
    nodes.map((node) => node.target.join(" ")),
  ]);

test("a feature says when it comes, and an administrator sees who waits for it", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = ann;
  await page.getByTestId("file-upload-area").click();
  await expect(page.locator("text=File sharing available in v2.0")).toBeVisible();
  expect(await violations(page), "the message").toEqual([]);
  await page.getByTestId("learn-more-button").click();
  const roadmap = page.getByTestId("feature-roadmap-modal");
  await expect(roadmap).toBeVisible();
  await roadmap.getByRole("button", { name: "Avatars: I want this" }).click();
  await expect(roadmap).toContainText("Thank you");
  expect(await violations(page), "the roadmap").toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("learn-more-button")).toBeFocused();

  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Features" }).click();
  const features = page.getByRole("dialog", { name: "Features" });
  await expect(features.getByRole("region", { name: "Interest" })).toContainText(
    "Pictures of people: wants Avatars",
  );
  await features.getByRole("checkbox", { name: "Files" }).check();
  await expect(features).toContainText("Version 1");
  await features.getByRole("checkbox", { name: "Files" }).uncheck();
  await features.getByRole("button", { name: "Roll back to version 1" }).click();
  await expect(features).toContainText("Version 3 (back to 1)");
  await expect(features.getByRole("checkbox", { name: "Files" })).toBeChecked();
  expect(await violations(page), "the administrator's dialog").toEqual([]);
});

/** No more than this may move when a flag flips: a tenth of what counts as good. */
const SHIFT_MAX = 0.02;

test("a flag that flips moves nothing on the screen of whoever writes", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ben.say("Where do the pictures go?");
  await expect(ben.message("Where do the pictures go?")).toHaveAttribute("data-seq", "1");
  await ben.input.fill("I am still writing");
  await ben.page.getByTestId("file-upload-area").click();
  await expect(ben.page.getByText("File sharing available in v2.0")).toBeVisible();
  await ben.page.getByTestId("learn-more-button").click();
  const files = ben.page.getByTestId("feature-roadmap-modal").getByRole("listitem").last();
  await expect(files).toContainText("Planned");
  await ben.page.evaluate(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const moved = window as unknown as { shift: number };
        moved.shift += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: "layout-shift" });
  });
  const before = await ben.input.boundingBox();
  for (const on of [true, false, true]) {
    const flags = { files_enabled: on, avatars_enabled: on, opengraph_enabled: on };
    const url = `${campfire.url}/api/v1/feature-flags`;
    expect((await ann.page.request.patch(url, { data: flags })).ok()).toBe(true);
    await expect(files).toContainText(on ? "On, with the next update" : "Planned");
  }
  // Two pictures later all that moved was noted.
  await ben.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  const shift = await ben.page.evaluate(() => (window as unknown as { shift: number }).shift);
  console.log(`flags flipped three times: layout shift ${shift.toFixed(4)} of ${SHIFT_MAX}`);
  expect(shift).toBeLessThan(SHIFT_MAX);
  expect(await ben.input.boundingBox()).toEqual(before);
  await expect(ben.input).toHaveValue("I am still writing");
});
