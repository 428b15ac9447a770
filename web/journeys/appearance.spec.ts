import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const BACKGROUND = () => getComputedStyle(document.body).backgroundColor;
const lightness = async (page: Page) => {
  const [red = 0] = (await page.evaluate(BACKGROUND)).match(/\d+/g)?.map(Number) ?? [];
  return red > 128 ? "light" : "dark";
};

test("the colours that were chosen are there before the first picture, whatever the system wants", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann", { colorScheme: "light" });
  await ann.setUp();
  const { page } = ann;
  expect(await lightness(page)).toBe("light");
  await ann.menu("Settings");
  await page.getByRole("radio", { name: "Dark" }).check();
  expect(await lightness(page)).toBe("dark");
  await page.getByRole("checkbox", { name: /More contrast/ }).check();
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
  const bar = page.locator('meta[name="theme-color"]').first();
  await expect(bar).toHaveAttribute("content", await page.evaluate(BACKGROUND));

  // Without the program there is only what stands before it: the page is dark all the same.
  const program = /\/assets\/index-.*\.js/;
  await page.route(program, (route) => route.abort());
  await page.reload();
  expect(await lightness(page)).toBe("dark");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
  await page.unroute(program);
  await page.reload();
  await page.getByRole("radio", { name: "As the system" }).check();
  expect(await lightness(page)).toBe("light");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await lightness(page)).toBe("dark");
  await page.getByRole("radio", { name: "Light" }).check();
  expect(await lightness(page)).toBe("light");
  await page.getByRole("checkbox", { name: /More contrast/ }).uncheck();
  await page.emulateMedia({ contrast: "more" });
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
  expect((await ann.watch()).violations).toEqual([]);
});

test("a notification is tried, and what keeps it back is said", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = ann;
  await ann.menu("Settings");
  const section = page.getByRole("region", { name: "Notifications" });
  await expect(section).toContainText("has not been asked yet");
  await expect(section.getByRole("button", { name: "Allow notifications…" })).toBeVisible();
  await page.context().grantPermissions(["notifications"]);
  await page.reload();
  await expect(section).toContainText("allows notifications");
  await section.getByRole("button", { name: "Send a test notification" }).click();
  await expect(section.getByRole("status")).toContainText(
    /The browser (has shown|took|refused) it/,
  );
});

test("an error nobody caught reaches the operator's figures", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const figure = async () =>
    /campfire_client_errors_total (\d+)/.exec(
      await (await ann.page.request.get(`${campfire.url}/metrics`)).text(),
    )?.[1];
  expect(await figure()).toBe("0");
  await ann.page.evaluate(() => {
    setTimeout(() => {
      throw new Error("the kettle is cold");
    });
  });
  await expect.poll(figure).toBe("1");
});
