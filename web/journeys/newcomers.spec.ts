import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const NEWCOMERS = ["Ben", "Cleo", "Dan"];

test("one link lets everybody in, into every open room, and many into a closed one at once", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  const link = await ann.invitation();
  const people: Person[] = [];

  await test.step("the same link for each of them; every open room is theirs already", async () => {
    for (const name of NEWCOMERS) {
      const person = await Person.at(browser, campfire.url, name);
      await person.join(link);
      for (const room of ["All Talk", "Garden"]) {
        await expect(person.roomLink(room)).toBeVisible();
        await expect(person.roomLink(room)).not.toContainText("unread");
      }
      people.push(person);
    }
  });

  await test.step("an open room that is made later, too", async () => {
    await ann.newRoom("Workshop");
    for (const person of people) await expect(person.roomLink("Workshop")).toBeVisible();
  });

  await test.step("a closed room: all of them with one press", async () => {
    const { page } = ann;
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Cabinet");
    await page.getByRole("radio", { name: /^Closed/ }).check();
    await page.getByRole("button", { name: "Make the room" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Cabinet" })).toBeVisible();
    for (const person of people) await expect(person.roomLink("Cabinet")).toHaveCount(0);
    await page.getByRole("button", { name: "Add people" }).click();
    const dialog = page.getByRole("dialog", { name: "Add people" });
    for (const name of NEWCOMERS) {
      await dialog.getByText(`@${name.toLowerCase()}`).click();
    }
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog).toHaveCount(0);
    for (const person of people) {
      await expect(person.roomLink("Cabinet")).toBeVisible();
      await person.open("Cabinet");
      await person.say(`${person.name} is here`);
      await expect(ann.message(`${person.name} is here`)).toBeVisible();
    }
  });
  for (const person of [ann, ...people]) expect(person.errors).toEqual([]);
});
