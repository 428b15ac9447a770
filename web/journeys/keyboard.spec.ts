import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { PASSWORD, Person } from "./support/person";
import { test } from "./support/test";

/** Presses Tab until the focus is where it is wanted; a person would give up later than this. */
async function tabTo(page: Page, selector: string, key = "Tab"): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    const there = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (there) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test("everything a day needs, without a mouse", async ({ campfire, browser }) => {
  const founder = await Person.at(browser, campfire.url, "Ann");
  await founder.setUp();
  await founder.newRoom("Garden");
  await founder.page.context().close();

  const ann = await Person.at(browser, campfire.url, "Ann");
  const { page } = ann;
  const keys = page.keyboard;
  await page.goto(campfire.url);
  await expect(page.getByTestId("login-button")).toBeVisible();
  await tabTo(page, "[data-testid=email]");
  await keys.type(ann.email);
  await keys.press("Tab");
  await keys.type(PASSWORD);
  await keys.press("Enter");
  await expect(page.getByTestId("chat-interface")).toBeVisible();

  await expect(ann.input).toBeFocused();
  await keys.type("Typed, not clicked");
  await keys.press("Enter");
  await expect(ann.message("Typed, not clicked")).toHaveAttribute("data-seq", "1");
  await keys.type("/play tada");
  await keys.press("Enter");
  await expect(ann.log.locator("article[data-seq='2']")).toBeVisible();
  await keys.type("A mistke");
  await keys.press("Enter");
  await expect(ann.message("A mistke")).toHaveAttribute("data-seq", "3");
  await keys.press("ArrowUp");
  await expect(page.getByLabel("Text of the message")).toBeFocused();
  await keys.press("Control+A");
  await keys.type("A mistake");
  await keys.press("Enter");
  await expect(ann.message("A mistake")).toContainText("(edited)");
  await expect(ann.input).toBeFocused();

  await keys.press("Shift+Tab");
  await tabTo(page, "article", "Shift+Tab");
  await keys.press("ArrowUp");
  await keys.press("ArrowUp");
  await expect(ann.message("Typed, not clicked")).toBeFocused();
  await keys.press("Tab");
  await keys.press("Enter");
  await expect(page.getByRole("dialog", { name: "Ann (you)" })).toBeVisible();
  await keys.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(
    ann.message("Typed, not clicked").getByRole("button", { name: "Ann" }),
  ).toBeFocused();
  await keys.press("Shift+Tab");
  await keys.press("End");
  await tabTo(page, "button[aria-label='Delete message']");
  await keys.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await keys.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Delete message" }).last()).toBeFocused();

  const other = page.url().includes(await idOf(ann, "Garden")) ? "All Talk" : "Garden";
  const link = `a[href='/rooms/${await idOf(ann, other)}']`;
  await tabTo(page, link, "Shift+Tab");
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: other })).toBeVisible();
  await expect(ann.input).toBeFocused();
  await keys.type("And here I am");
  await keys.press("Enter");
  await expect(ann.message("And here I am")).toHaveAttribute("data-seq", "1");
});

async function idOf(person: Person, room: string): Promise<string> {
  const href = await person.roomLink(room).getAttribute("href");
  return href?.split("/").at(-1) ?? "";
}
