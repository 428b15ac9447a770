import { expect } from "@playwright/test";
import { Keyboard } from "./support/keyboard";
import { PASSWORD, Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

/** So much was said in the room before she comes: more than a screen, and more than a page. */
const LINES = 70;

test("a whole day by keys alone", async ({ campfire, browser }) => {
  const founder = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await founder.setUp();
  await ben.join(await founder.invitation());
  await founder.newRoom("Garden");
  await founder.page.context().close();
  await ben.open("Garden");
  await (await Poster.of(ben)).post("Who waters the roses?");
  await ben.open("All Talk");
  await (await Poster.of(ben)).many(LINES);

  const ann = await Person.at(browser, campfire.url, "Ann");
  const { page, log } = ann;
  const keys = await Keyboard.of(page);
  const row = (seq: number) => log.locator(`article[data-seq="${seq}"]`);
  const heading = (name: string) => page.getByRole("heading", { level: 1, name });
  const dialog = page.getByRole("dialog");

  await test.step("signs in", async () => {
    await page.goto(campfire.url);
    await expect(page.getByTestId("login-button")).toBeVisible();
    await keys.goTo(page.getByLabel("E-mail"));
    await keys.type(ann.email);
    await keys.press("Tab");
    await keys.type(PASSWORD);
    await keys.press("Enter");
    await expect(heading("All Talk")).toBeVisible();
    await expect(ann.input).toBeFocused();
  });

  await test.step("reads what was said, from what is in view", async () => {
    await expect(page.getByRole("region", { name: "Unread messages" })).toBeVisible();
    await keys.press("Shift+F6");
    const begun = log.locator("article:focus");
    await expect(begun).toBeInViewport();
    const seq = Number(await begun.getAttribute("data-seq"));
    expect(seq).toBeLessThan(LINES);
    await keys.press("j", "ArrowDown");
    await expect(row(seq + 2)).toBeFocused();
    await keys.press("k");
    await expect(row(seq + 1)).toBeFocused();
    const place = () => log.evaluate((element) => element.parentElement?.scrollTop ?? 0);
    await keys.press("Home");
    await expect(row(1)).toBeFocused();
    await expect.poll(place).toBe(0);
    await keys.press("PageDown");
    await expect.poll(place).toBeGreaterThan(100);
    await keys.press("PageUp");
    await expect.poll(place).toBe(0);
    await keys.goTo(page.getByRole("button", { name: /^Jump to latest/ }), "Shift+Tab");
    await keys.press("Enter");
    await expect(row(LINES)).toBeFocused();
    await keys.press("Home");
    await expect(row(1)).toBeFocused();
    await keys.press("End");
    await expect(row(LINES)).toBeFocused();
    await expect(page.getByRole("button", { name: /^Jump to latest/ })).toHaveCount(0);
  });

  await test.step("goes on to what is unread", async () => {
    await keys.press("n");
    await expect(heading("Garden")).toBeVisible();
    await expect(page.locator("main")).toBeFocused();
    await expect(ann.roomLink("Garden")).toHaveAccessibleName("Garden");
    await keys.press("n");
    await expect(page.getByText("Nothing is unread.")).toBeAttached();
  });

  await test.step("goes through the parts of the screen, there and back", async () => {
    const parts = [
      ann.roomLink("Garden"),
      row(1),
      ann.input,
      page.getByRole("complementary").getByRole("button").first(),
    ];
    for (const part of parts) {
      await keys.press("F6");
      await expect(part).toBeFocused();
    }
    for (const part of parts.slice(0, -1).reverse()) {
      await keys.press("Shift+F6");
      await expect(part).toBeFocused();
    }
    await keys.press("F6", "F6");
    await expect(ann.input).toBeFocused();
  });

  await test.step("posts, plays a sound, and mends what was posted", async () => {
    await keys.type("/play tada");
    await keys.press("Enter");
    await expect(row(2)).toBeVisible();
    await keys.type("I do, on Firday");
    await keys.press("Enter");
    await expect(row(3)).toBeVisible();
    await keys.press("ArrowUp");
    await expect(page.getByLabel("Text of the message")).toBeFocused();
    await keys.press("Control+A");
    await keys.type("I do, on Friday");
    await keys.press("Enter");
    await expect(row(3)).toContainText("I do, on Friday (edited)");
    await expect(ann.input).toBeFocused();
  });

  await test.step("boosts, and answers with a quote", async () => {
    await keys.goTo(row(3), "Shift+Tab");
    await keys.press("Home");
    await expect(row(1)).toBeFocused();
    await keys.press(":");
    await expect(page.getByRole("button", { name: "thumbs up" })).toBeFocused();
    await keys.press("Tab", "Enter");
    await expect(row(1).getByRole("listitem")).toContainText("👏");
    await expect(dialog).toHaveCount(0);
    await expect(row(1)).toBeFocused();
    await keys.press("r");
    await expect(ann.input).toBeFocused();
    await keys.type("Me, as always");
    await keys.press("Enter");
    await expect(row(4).locator("blockquote")).toContainText("Who waters the roses?");
    await expect(row(4)).toContainText("Me, as always");
  });

  await test.step("opens dialogs, and is back where they were asked for", async () => {
    await keys.goTo(row(4), "Shift+Tab");
    await keys.press("Home");
    await expect(row(1)).toBeFocused();
    await keys.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await keys.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(row(1)).toBeFocused();
    await keys.press("Tab", "Enter");
    await expect(page.getByRole("dialog", { name: "Ben" })).toBeVisible();
    await keys.press("Escape");
    await expect(row(1).getByRole("button", { name: "Ben", exact: true })).toBeFocused();
    await keys.press("Shift+Tab", "End");
    await expect(row(4)).toBeFocused();
    const bin = row(4).getByRole("button", { name: "Delete message" });
    await keys.goTo(bin);
    await keys.press("Enter");
    await expect(dialog).toBeVisible();
    await keys.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(bin).toBeFocused();
  });

  await test.step("changes rooms by letters, by the list, and by the next one", async () => {
    // Whoever types on does not look whether the field is there yet.
    await keys.press("Control+k");
    await keys.type("talk");
    const field = page.getByRole("combobox", { name: /^A room, a person/ });
    await expect(field).toBeFocused();
    await expect(field).toHaveValue("talk");
    await expect(page.getByRole("option", { name: /All Talk/ })).toBeVisible();
    await keys.press("Enter");
    await expect(heading("All Talk")).toBeVisible();
    await expect(ann.input).toBeFocused();
    await keys.press("F6", "F6");
    await expect(ann.roomLink("All Talk")).toBeFocused();
    await keys.press("Tab");
    await expect(ann.roomLink("Garden")).toBeFocused();
    await keys.press("Enter");
    await expect(heading("Garden")).toBeVisible();
    await expect(ann.input).toBeFocused();
    await keys.press("Alt+ArrowUp");
    await expect(heading("All Talk")).toBeVisible();
    await keys.press("Alt+ArrowDown");
    await expect(heading("Garden")).toBeVisible();
    await expect(ann.input).toBeFocused();
  });

  await test.step("searches, with filters, and reads what was found in its place", async () => {
    await keys.press("Control+Shift+f");
    await expect(page.getByRole("searchbox", { name: "Search messages" })).toBeFocused();
    await keys.type("roses");
    await keys.press("Enter");
    const found = page.getByRole("list", { name: "Messages found" }).getByRole("link");
    await expect(found).toHaveCount(2);
    await keys.goTo(page.getByRole("button", { name: "Filters" }));
    await keys.press("Enter", "Tab");
    await expect(page.getByRole("combobox", { name: "From whom" })).toBeFocused();
    await keys.type("be");
    await expect(page.getByRole("option", { name: "Ben" })).toBeVisible();
    await keys.press("Enter");
    await expect(found).toHaveCount(1);
    await keys.goTo(page.getByRole("button", { name: "From @ben, take away" }), "Shift+Tab");
    await keys.press("Enter");
    await expect(found).toHaveCount(2);
    await expect(page.getByRole("searchbox", { name: "Search messages" })).toBeFocused();
    await keys.goTo(found.last());
    await keys.press("Enter");
    await expect(heading("Garden")).toBeVisible();
    await expect(row(1)).toBeFocused();
  });

  await test.step("skips to the content, and signs out", async () => {
    await keys.press("Control+k");
    await expect(page.getByRole("combobox", { name: /^A room, a person/ })).toBeFocused();
    await keys.type("bookmarks");
    await keys.press("Enter");
    await expect(heading("Bookmarks")).toBeFocused();
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await expect(skip).not.toBeInViewport();
    await keys.goTo(skip, "Shift+Tab");
    await expect(skip).toBeInViewport();
    await keys.press("Enter");
    await expect(page.locator("main")).toBeFocused();
    await keys.goTo(page.getByRole("button", { name: /your menu$/ }), "Shift+Tab");
    await keys.press("Enter");
    await keys.goTo(page.getByRole("button", { name: "Sign out" }), "Shift+Tab");
    await keys.press("Enter");
    await expect(page.getByTestId("login-button")).toBeVisible();
    await keys.goTo(page.getByLabel("E-mail"));
  });
  expect(keys.pointed).toBe(0);
  expect(ann.errors).toEqual([]);
});
