import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk, WIDTHS } from "./support/scenes";
import { test } from "./support/test";

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
    await page.goto(`${campfire.url}/sessions`);
    await expect(page.getByRole("list", { name: "Your sessions" })).toContainText("Chrome");
    expect(await violations(person), `sessions at ${width}`).toEqual([]);
    await page.context().close();
  }
});
