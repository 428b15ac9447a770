import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk } from "./support/scenes";
import { test } from "./support/test";

/** Opens the dialog with a new link, from the list of sessions. */
async function makeLink({ page, url }: Person): Promise<string> {
  await page.goto(`${url}/sessions`);
  await page.getByRole("button", { name: "Sign in on another device" }).click();
  return await page.getByTestId("transfer-link").inputValue();
}

test("a link signs another device in, once and after a question", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await talk(ann);
  const link = await makeLink(ann);
  expect(link).toContain(`${campfire.url}/session/transfer#`);
  const dialog = ann.page.getByRole("dialog", { name: "Sign in on another device" });
  await expect(dialog).toContainText("10 more minutes");
  await expect(dialog.getByRole("img", { name: "The sign-in link as a QR code" })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: ann.page }).analyze();
  expect(violations).toEqual([]);

  const phone = await Person.at(browser, campfire.url, "Ann", {
    viewport: { width: 390, height: 844 },
  });
  const sent: string[] = [];
  phone.page.on("request", (request) => sent.push(`${request.url()} ${request.headers().referer}`));
  await phone.page.goto(link);
  const confirm = phone.page.getByRole("button", { name: "Sign in as Ann" });
  await expect(confirm).toBeVisible();
  expect(phone.page.url()).toBe(`${campfire.url}/session/transfer`);
  expect((await new AxeBuilder({ page: phone.page }).analyze()).violations).toEqual([]);
  // By keyboard; what was typed in no address goes out in none.
  await confirm.focus();
  await phone.page.keyboard.press("Enter");
  await expect(phone.roomLink("All Talk")).toBeVisible();
  const code = link.slice(link.indexOf("#") + 1);
  expect(sent.filter((request) => request.includes(code))).toEqual([]);

  const late = await Person.at(browser, campfire.url, "Late");
  await late.page.goto(link);
  await expect(late.page.getByRole("heading", { name: "This link does not work" })).toBeVisible();

  await ann.page.keyboard.press("Escape");
  await ann.page.reload();
  const sessions = ann.page.getByRole("list", { name: "Your sessions" });
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  expect(ann.errors).toEqual([]);
  expect(phone.errors).toEqual([]);
});
