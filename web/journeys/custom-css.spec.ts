import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

interface Sheet {
  readonly name: string;
  readonly css: string;
}

const corpus = join(import.meta.dirname, "../../tests/fixtures/hostile/css.json");
const { refused, taken }: { refused: Sheet[]; taken: Sheet[] } = JSON.parse(
  readFileSync(corpus, "utf8"),
);

/** Requests of a page to anywhere but its own server, from now on. */
function outsiders(page: Page, url: string): string[] {
  const outside: string[] = [];
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http") && host !== new URL(url).host) outside.push(request.url());
  });
  return outside;
}

const setCss = (page: Page, url: string, custom_css: string) =>
  page.request.patch(`${url}/api/v1/account`, { data: { settings: { custom_css } } });

/** The account's own sheet on a page, once it is in force. */
const inForce = (page: Page, css: string) =>
  expect
    .poll(() =>
      page.evaluate(async () => {
        const link = document.querySelector<HTMLLinkElement>("body > link[rel=stylesheet]");
        return link?.sheet ? await (await fetch(link.href)).text() : null;
      }),
    )
    .toBe(css);

test("no style of the corpus makes a browser ask anywhere, even without the content policy", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann", { bypassCSP: true });
  await ann.setUp();
  const outside = outsiders(ann.page, campfire.url);
  for (const { name, css } of refused) {
    const answer = await setCss(ann.page, campfire.url, css);
    expect(answer.status(), name).toBe(422);
    const { fields } = await answer.json();
    expect(fields[0].pointer, name).toBe("/settings/custom_css");
    expect(fields[0].detail, name).toMatch(/^line \d+, column \d+: /);
  }
  expect(await ann.page.locator("body > link").count()).toBe(0);
  for (const { name, css } of taken.filter((sheet) => sheet.css !== "")) {
    const answer = await setCss(ann.page, campfire.url, css);
    expect(answer.status(), name).toBe(200);
    await inForce(ann.page, css);
  }
  await ann.page.reload();
  await inForce(ann.page, taken.at(-1)?.css ?? "");
  expect(outside).toEqual([]);

  // The same sheets, let in by the back door: so it is the server that keeps them out.
  const html = `<input value="abc"><ul><li>a</li></ul><p>A</p>`;
  let alive = 0;
  for (const { css } of refused) {
    const before = outside.length;
    const page = await ann.page.context().newPage();
    const asked = outsiders(page, campfire.url);
    await page.setContent(`<style>${css}</style>${html}`);
    await page.evaluate(() => document.fonts.ready);
    if (asked.length > 0) alive += 1;
    await page.close();
    expect(outside.length).toBe(before);
  }
  console.log(
    `${refused.length} style sheets refused, ${taken.length} taken, ${alive} would have asked elsewhere`,
  );
  expect(alive).toBeGreaterThanOrEqual(20);
});

test("an administrator gives everybody a style, live, and finds out of one that hides everything", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  const { page } = ann;
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Account" }).click();
  const dialog = page.getByRole("dialog", { name: "Account" });
  const css = dialog.getByRole("textbox", { name: "Style (CSS)" });
  await css.fill("p { color: red }\n  @import 'x';");
  await dialog.getByRole("button", { name: "Save the style" }).click();
  await expect(css).toHaveAccessibleDescription(/^line 2, column 3: .*@import/);
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);

  const colour = (person: Person) =>
    person.page.evaluate(() => getComputedStyle(document.documentElement).accentColor);
  await css.fill("html { accent-color: rgb(1, 2, 3) }");
  await dialog.getByRole("button", { name: "Save the style" }).click();
  await expect.poll(() => colour(ben)).toBe("rgb(1, 2, 3)");
  await css.fill("body { display: none }");
  await dialog.getByRole("button", { name: "Save the style" }).click();
  await expect(ben.page.getByTestId("chat-interface")).toBeHidden();
  await expect.poll(() => colour(ben)).toBe("auto");

  await page.goto(`${campfire.url}/?css=off`);
  await expect(page.getByTestId("chat-interface")).toBeVisible();
  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Account" }).click();
  await expect(css).toHaveValue("body { display: none }");
  await css.fill("");
  await dialog.getByRole("button", { name: "Save the style" }).click();
  await expect(dialog.getByText("Saved.")).toBeVisible();
  await expect(ben.page.getByTestId("chat-interface")).toBeVisible();
  expect((await ben.watch()).violations).toEqual([]);
});
