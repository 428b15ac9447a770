import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk, VIEWS } from "./support/scenes";
import { test } from "./support/test";

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

test("axe finds nothing on set-up, sign-in, room and list, wide and narrow, light and dark", async ({
  campfire,
  browser,
}) => {
  const first = await Person.at(browser, campfire.url, "Ann", VIEWS[0]?.options);
  const newcomers = await Promise.all(
    VIEWS.map(({ options }) => Person.at(browser, campfire.url, "New", options)),
  );
  for (const person of newcomers) {
    await person.page.goto(campfire.url);
    await expect(person.page.getByRole("heading", { name: "Set up Campfire" })).toBeVisible();
    expect(await violations(person.page)).toEqual([]);
  }
  await first.setUp();
  await talk(first);
  for (const [n, { name, options }] of VIEWS.entries()) {
    await newcomers[n]?.page.context().close();
    const person = await Person.at(browser, campfire.url, "Ann", options);
    await person.page.goto(campfire.url);
    await expect(person.page.getByTestId("login-button")).toBeVisible();
    expect(await violations(person.page), `sign-in ${name}`).toEqual([]);
    await person.signIn();
    await expect(person.roomLink("All Talk")).toBeVisible();
    expect(await violations(person.page), `list ${name}`).toEqual([]);
    await person.open("All Talk");
    await expect(person.message("Good morning")).toBeVisible();
    expect(await violations(person.page), `room ${name}`).toEqual([]);
    await person.page.getByRole("button", { name: "Room settings" }).click();
    await expect(person.page.getByRole("dialog")).toBeVisible();
    expect(await violations(person.page), `dialog ${name}`).toEqual([]);
    await person.page.context().close();
  }
});
