import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

const EACH = 40;
const DAY_MS = 86_400_000;

test("the name of the day stays in sight while one reads it, and hides nothing", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await expect(ann.input).toBeVisible();
  await (await Poster.of(ann)).many(EACH * 2);
  const { page } = ann;
  // The first half was said yesterday: nothing else of the answer is changed.
  await page.route(/\/messages(\?|$)/u, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const message of body.messages ?? []) {
      const day = message.seq <= EACH ? DAY_MS : 0;
      message.created_at = new Date(Date.parse(message.created_at) - day).toISOString();
    }
    await route.fulfill({ response: answer, json: body });
  });
  await page.reload();
  const row = (seq: number) => ann.log.locator(`article[data-seq='${seq}']`);
  const day = (name: string) => ann.log.getByRole("heading", { name });
  await expect(row(EACH * 2)).toBeInViewport();

  await test.step("today, whose beginning is far above", async () => {
    await expect(row(EACH + 1)).not.toBeInViewport();
    await expect(day("Today")).toBeInViewport({ ratio: 1 });
  });

  await test.step("the day before takes its place while one scrolls", async () => {
    await row(EACH + 2).evaluate((one) => one.scrollIntoView({ block: "center" }));
    await expect(day("Today")).toBeInViewport({ ratio: 1 });
    await expect(day("Yesterday")).toBeInViewport({ ratio: 1 });
    await row(EACH - 5).evaluate((one) => one.scrollIntoView({ block: "end" }));
    await expect(day("Yesterday")).toBeInViewport({ ratio: 1 });
    await expect(day("Today")).not.toBeInViewport();
  });

  await test.step("what the arrows bring into view is not under it", async () => {
    await row(EACH - 5).focus();
    for (let n = 0; n < 25; n += 1) {
      await page.keyboard.press("ArrowUp");
      const clear = await page.evaluate(() => {
        const at = document.activeElement?.getBoundingClientRect();
        const names = [...document.querySelectorAll("[role=log] h2")];
        return names.every((name) => {
          const { top, bottom } = name.getBoundingClientRect();
          return at !== undefined && (bottom <= at.top || top >= at.bottom);
        });
      });
      expect(clear, `${n} up`).toBe(true);
    }
    await expect(row(EACH - 30)).toBeFocused();
  });
  expect(ann.errors).toEqual([]);
});
