import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk, WIDTHS } from "./support/scenes";
import { test } from "./support/test";

/** The screens that list something, and something that must be on them before they are looked at. */
const LISTS = [
  { path: "/sessions", list: "Your sessions", holds: "Chrome" },
  { path: "/mentions", list: "Mentions", holds: "have a look" },
  { path: "/bookmarks", list: "Bookmarks", holds: "have a look" },
  { path: "/search?q=build", list: "Messages found", holds: "have a look" },
  { path: "/people", list: "People", holds: "Ben" },
  { path: "/audit", list: "Decisions", holds: "Ann made Ben a member" },
] as const;

/** Gives the audit log something to show. */
async function makeAdministratorAndBack({ page, url }: Person, handle: string): Promise<void> {
  const { users } = await (await page.request.get(`${url}/api/v1/users?query=${handle}`)).json();
  for (const role of ["administrator", "member"]) {
    const path = `${url}/api/v1/users/${users[0].id}`;
    expect((await page.request.patch(path, { data: { role } })).status()).toBe(200);
  }
}

/** What axe finds on a screen, light and dark. */
async function violations({ page }: Person): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ["violations"] })
      .analyze();
    for (const { id, nodes } of violations) {
      for (const node of nodes) {
        all.push(`${colorScheme} ${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`);
      }
    }
  }
  return all;
}

test("axe finds nothing on any screen, wide and narrow, light and dark", async ({
  campfire,
  browser,
}) => {
  for (const options of WIDTHS) {
    const newcomer = await Person.at(browser, campfire.url, "New", options);
    await newcomer.page.goto(campfire.url);
    await expect(newcomer.page.getByRole("heading", { name: "Set up Campfire" })).toBeVisible();
    expect(await violations(newcomer)).toEqual([]);
    await newcomer.page.context().close();
  }
  const first = await Person.at(browser, campfire.url, "Ann");
  await first.setUp();
  await expect(first.log.getByLabel("Invitation link")).toHaveValue(/\/join\//);
  expect(await violations(first), "the empty room").toEqual([]);
  await talk(first);
  const second = await Person.at(browser, campfire.url, "Ben");
  await second.join(await first.invitation());
  await second.open("All Talk");
  await second.say("@ann, have a look at the build");
  const named = first.message("have a look at the build");
  await named.hover();
  await named.getByRole("button", { name: "Keep as bookmark" }).click();
  await makeAdministratorAndBack(first, "ben");
  await second.page.context().close();
  await first.page.context().close();
  for (const options of WIDTHS) {
    const { width } = options.viewport;
    const person = await Person.at(browser, campfire.url, "Ann", options);
    const { page } = person;
    await page.goto(campfire.url);
    await expect(page.getByTestId("login-button")).toBeVisible();
    expect(await violations(person), `sign-in at ${width}`).toEqual([]);
    await person.signIn();
    await expect(person.roomLink("All Talk")).toBeVisible();
    await page.getByRole("button", { name: /your menu$/ }).click();
    expect(await violations(person), `list at ${width}`).toEqual([]);
    await person.open("All Talk");
    await expect(person.message("Good morning")).toBeVisible();
    expect(await violations(person), `room at ${width}`).toEqual([]);
    await page.getByRole("button", { name: "Room settings" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await violations(person), `dialog at ${width}`).toEqual([]);
    for (const { path, list, holds } of LISTS) {
      await page.goto(campfire.url + path);
      await expect(page.getByRole("list", { name: list, exact: true })).toContainText(holds);
      expect(await violations(person), `${path} at ${width}`).toEqual([]);
    }
    await page.goto(`${campfire.url}/people`);
    await page.getByRole("button", { name: /@ben/ }).click();
    await expect(page.getByRole("dialog")).toContainText("As an administrator");
    expect(await violations(person), `card at ${width}`).toEqual([]);
    await page.getByRole("button", { name: "Ban…" }).click();
    expect(await violations(person), `ban at ${width}`).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /\(you\)/ }).click();
    await page.getByRole("button", { name: "Change your profile" }).click();
    await page.getByText("Another password").click();
    await page.getByLabel("Handle").fill("not a handle");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Handle")).toBeFocused();
    expect(await violations(person), `profile at ${width}`).toEqual([]);
    await page.context().close();
  }
});
