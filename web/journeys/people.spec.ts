import { expect } from "@playwright/test";
import { PASSWORD, Person } from "./support/person";
import { test } from "./support/test";

/** A change of one person is on another's screen within this, in ms. */
const LIVE_MS = 5_000;

test("people change themselves, and administrators decide about them", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  const link = await ann.invitation();
  await ben.join(link);
  await ann.open("All Talk");
  await ben.open("All Talk");
  await ben.say("I am new here");
  await expect(ann.message("I am new here")).toBeVisible();
  const card = ann.page.getByRole("dialog");
  const decide = async (name: string) => {
    await card.getByRole("button", { name: `${name}…` }).click();
    await card.getByRole("button", { name, exact: true }).click();
  };

  await test.step("a refused profile keeps what was typed; a good one is seen live", async () => {
    await ben.menu("Your profile");
    const profile = ben.page.getByRole("form", { name: "Your profile" });
    await profile.getByLabel("Name").fill("Benedict");
    await profile.getByLabel("Handle").fill("not a handle");
    await profile.getByLabel("About you").fill("Likes short words.");
    await profile.getByRole("button", { name: "Save" }).click();
    await expect(profile.getByLabel("Handle")).toBeFocused();
    await expect(profile.getByLabel("Handle")).toHaveAttribute("aria-invalid", "true");
    await expect(profile.getByLabel("Name")).toHaveValue("Benedict");
    await profile.getByLabel("Handle").fill("benedict");
    await profile.getByRole("button", { name: "Save" }).click();
    await expect(ben.page.getByRole("dialog")).toHaveCount(0);
    const author = ann.message("I am new here").getByRole("button", { name: "Benedict" });
    await expect(author).toBeVisible({ timeout: LIVE_MS });
    await author.click();
    await expect(card).toContainText("@benedict · Member · Here now");
    await expect(card).toContainText("Likes short words.");
  });

  await test.step("a password is changed only by who knows the one of now", async () => {
    await ben.menu("Your profile");
    await ben.page.getByText("Another password").click();
    const form = ben.page.getByRole("form", { name: "Your password" });
    await form.getByLabel("Your password of now").fill("not my password");
    await form.getByLabel("New password").fill(`${PASSWORD} staple`);
    await form.getByRole("button", { name: "Change the password" }).click();
    await expect(form.getByLabel("Your password of now")).toBeFocused();
    await form.getByLabel("Your password of now").fill(PASSWORD);
    await form.getByRole("button", { name: "Change the password" }).click();
    await expect(form.getByRole("status")).toHaveText("Your password is changed.");
    await ben.page.keyboard.press("Escape");
  });

  await test.step("a role is given, and the last administrator stays one", async () => {
    await decide("Make administrator");
    await expect(card).toContainText("Administrator");
    const bensMenu = await ben.ownMenu();
    await expect(bensMenu.getByRole("link", { name: "What was decided" })).toBeVisible();
    await decide("Make member");
    await expect(card).toContainText("@benedict · Member");
    await expect(bensMenu.getByRole("link", { name: "What was decided" })).toHaveCount(0);
    await ann.page.keyboard.press("Escape");
    await ann.menu("People");
    await ann.page.getByRole("searchbox", { name: "Search people" }).fill("ann");
    const people = ann.page.getByRole("list", { name: "People" });
    await expect(people.getByRole("button")).toHaveCount(1);
    await people.getByRole("button", { name: /Ann/ }).click();
    await decide("Make member");
    await expect(card.getByRole("alert")).toContainText("last administrator");
    await card.getByRole("button", { name: "Cancel" }).click();
    await ann.page.keyboard.press("Escape");
  });

  await test.step("a ban signs the other out and takes their words away at once", async () => {
    const carl = await Person.at(browser, campfire.url, "Carl");
    await carl.join(link);
    await carl.open("All Talk");
    await expect(carl.message("I am new here")).toBeVisible();
    await ann.page.getByRole("searchbox", { name: "Search people" }).fill("benedict");
    const people = ann.page.getByRole("list", { name: "People" });
    await people.getByRole("button", { name: /Benedict/ }).click();
    await decide("Ban");
    await expect(card).toContainText("Banned");
    await expect(ben.page.getByTestId("login-button")).toBeVisible({ timeout: LIVE_MS });
    await expect(carl.message("message deleted")).toBeVisible({ timeout: LIVE_MS });
    await expect(carl.message("I am new here")).toHaveCount(0);
    await ben.page.getByTestId("email").fill(ben.email);
    await ben.page.getByTestId("password").fill(`${PASSWORD} staple`);
    await ben.page.getByTestId("login-button").click();
    await expect(ben.page.getByRole("alert")).toBeVisible();
    expect(carl.errors).toEqual([]);
    await carl.page.context().close();
  });

  await test.step("a lifted ban lets them in again", async () => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("searchbox", { name: "Search people" }).fill("");
    await ann.page.getByRole("combobox", { name: "Whom to list" }).selectOption("Banned");
    const banned = ann.page.getByRole("list", { name: "People" }).getByRole("button");
    await expect(banned).toHaveCount(1);
    await banned.click();
    await decide("Lift the ban");
    await expect(card).toContainText("@benedict · Member");
    await ann.page.keyboard.press("Escape");
    await ben.page.getByTestId("password").fill(`${PASSWORD} staple`);
    await ben.page.getByTestId("login-button").click();
    await expect(ben.page.getByTestId("chat-interface")).toBeVisible();
    await ben.open("All Talk");
    await ben.say("And here I am again");
  });

  await test.step("all of it stands in the audit log", async () => {
    await ann.menu("What was decided");
    const lines = ann.page.getByRole("list", { name: "Decisions" }).getByRole("listitem");
    await expect(lines).toContainText([
      "Ann lifted the ban of Benedict",
      "Ann banned Benedict",
      "Ann made Benedict a member",
      "Ann made Benedict an administrator",
      "Benedict changed their password",
    ]);
  });

  await test.step("a card leads to the ping with its person", async () => {
    await ann.open("All Talk");
    await ann
      .message("And here I am again")
      .getByRole("button", { name: "Benedict", exact: true })
      .click();
    await card.getByRole("button", { name: "Message" }).click();
    await expect(ann.page.getByRole("heading", { level: 1, name: "Benedict" })).toBeVisible();
    await ann.say("Welcome back");
    await expect(ben.roomLink("Ann")).toContainText("1 unread");
  });

  expect((await ann.watch()).violations).toEqual([]);
  // The browser reports the refusal that was asked for, and nothing else.
  expect(ann.errors).toEqual([expect.stringContaining("409 (Conflict)")]);
});
