import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk, VIEWS } from "./support/scenes";
import { test } from "./support/test";

test("pictures of the screens, for looking at", async ({ campfire, browser }) => {
  const shoot = (person: Person, name: string) =>
    person.page.screenshot({ path: `screenshots/${name}.png` });
  for (const { name, options } of VIEWS) {
    const newcomer = await Person.at(browser, campfire.url, "New", options);
    await newcomer.page.goto(campfire.url);
    await expect(newcomer.page.getByRole("heading", { name: "Set up Campfire" })).toBeVisible();
    await shoot(newcomer, `set-up-${name}`);
    await newcomer.page.context().close();
  }
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await talk(ann);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ben.say("Good to be here.");
  await ben.open("Design");
  await ben.say("Are the colours final?");
  for (const { name, options } of VIEWS) {
    const person = await Person.at(browser, campfire.url, "Ann", options);
    await person.page.goto(campfire.url);
    await expect(person.page.getByTestId("login-button")).toBeVisible();
    await shoot(person, `sign-in-${name}`);
    await person.signIn();
    await expect(person.roomLink("Design")).toBeVisible();
    await shoot(person, `sidebar-${name}`);
    await person.open("All Talk");
    await expect(person.message("Good to be here.")).toBeVisible();
    await shoot(person, `room-${name}`);
    await person.page.context().close();
  }
});
