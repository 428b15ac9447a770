import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { PASSWORD, Person } from "./support/person";
import { test } from "./support/test";
import { type Tongue, wordsIn } from "./support/words";

const READ = [
  { tongue: "de", locale: "de-AT", dir: "ltr" },
  { tongue: "ar", locale: "ar-EG", dir: "rtl" },
] as const;

/** How the page says that it is to be read. */
const manner = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

/** Fills the first run, whatever language it asks in. */
async function setUpIn(page: Page, url: string, tongue: Tongue): Promise<void> {
  await page.goto(url);
  await page.getByLabel(wordsIn(tongue)("Your name"), { exact: true }).fill("Ann");
  await page.getByTestId("email").fill("ann@example.org");
  await page.getByTestId("password").fill(PASSWORD);
  await page.getByRole("button", { name: wordsIn(tongue)("Light the fire") }).click();
  await expect(page.getByTestId("chat-interface")).toBeVisible();
}

for (const { tongue, locale, dir } of READ) {
  test(`somebody who reads ${tongue} comes in, talks and finds the settings`, async ({
    campfire,
    browser,
  }) => {
    const ann = await Person.at(browser, campfire.url, "Ann", { locale });
    const { page } = ann;
    await setUpIn(page, campfire.url, tongue);
    expect(await manner(page)).toEqual([tongue, dir]);
    await ann.input.fill("مرحبا يا Ben, how are you?");
    await ann.input.press("Enter");
    const message = ann.log.getByRole("article").filter({ hasText: "how are you?" });
    await expect(message).toHaveAttribute("data-seq", "1");
    await expect(ann.log).toContainText(wordsIn(tongue)("Today"));

    await page.goto(`${campfire.url}/settings`);
    const language = page.getByRole("combobox", {
      name: wordsIn(tongue)("Language of this browser"),
    });
    await expect(language).toHaveValue("");
    // A side that is named by its reading direction stands where its readers begin.
    const heading = await page.getByRole("heading", { level: 1 }).boundingBox();
    const middle = (page.viewportSize()?.width ?? 0) / 2;
    expect((heading?.x ?? 0) + (heading?.width ?? 0) > middle).toBe(dir === "rtl");

    // The server speaks English; its refusal does not.
    await page.context().clearCookies();
    await page.goto(campfire.url);
    await page.getByTestId("email").fill("ann@example.org");
    await page.getByTestId("password").fill("not my password");
    await page.getByTestId("login-button").click();
    await expect(page.getByRole("alert")).toHaveText(
      wordsIn(tongue)("The e-mail address or the password is wrong."),
    );
    await expect(page.getByTestId("password")).toBeFocused();
    expect((await ann.watch()).violations).toEqual([]);
    await page.context().close();
  });
}

test("an English browser is switched to Arabic and back, and no draft is lost", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = ann;
  await ann.input.fill("Half a thought");
  const choose = async (from: Tongue, to: string) => {
    await page.goto(`${campfire.url}/settings`);
    await page
      .getByRole("combobox", { name: wordsIn(from)("Language of this browser") })
      .selectOption(to);
    await expect(page.locator("html")).toHaveAttribute("lang", to === "" ? "en" : to);
    await page.goto(campfire.url);
    await expect(ann.input).toHaveValue("Half a thought");
  };
  await choose("en", "ar");
  expect(await manner(page)).toEqual(["ar", "rtl"]);
  await choose("ar", "");
  expect(await manner(page)).toEqual(["en", "ltr"]);
  await ann.input.press("Enter");
  await expect(ann.message("Half a thought")).toHaveAttribute("data-seq", "1");
});

test("a browser that is too old is told so in its language", async ({ campfire, browser }) => {
  const old = await Person.at(browser, campfire.url, "Old", { locale: "de-DE" });
  await old.page.addInitScript(() => Reflect.deleteProperty(Intl, "Segmenter"));
  await old.page.goto(campfire.url);
  await expect(old.page).toHaveURL(`${campfire.url}/old-browser.html`);
  const mine = old.page.locator("section[lang=de]");
  await expect(mine.getByRole("heading")).toHaveText("Campfire braucht einen neueren Browser");
  await expect(mine.getByRole("listitem")).toContainText(["Chrome 120 oder neuer"]);
  expect((await old.watch()).violations).toEqual([]);
  expect((await new AxeBuilder({ page: old.page }).analyze()).violations).toEqual([]);
});
