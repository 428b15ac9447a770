import { expect } from "@playwright/test";
import { buildOf, clientCaches } from "./support/kept";
import { Person } from "./support/person";
import { RenamingWire } from "./support/renaming-wire";
import { test } from "./support/test";

const stale = (person: Person) =>
  person.page.getByRole("status").filter({ hasText: "What you wrote is kept." });

test("a newer build says so, and loading it keeps the draft", async ({ campfire, browser }) => {
  const wire = await RenamingWire.to(campfire.url);
  const ann = await Person.at(browser, wire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  const old = await buildOf(ann.page);
  expect(old).toMatch(/^[0-9a-f]{16}$/u);
  await expect.poll(() => clientCaches(ann.page)).toEqual([`campfire-${old}`]);
  await expect(stale(ann)).toHaveCount(0);
  await ann.say("Said before");
  await expect(ann.message("Said before")).toHaveAttribute("data-seq", "1");
  await ann.input.fill("half a thought");

  const builds = [old];
  for (const next of ["1111111111111111", "2222222222222222"]) {
    await test.step(`from ${builds.length} to the next`, async () => {
      wire.upgrade(old, next);
      await expect(stale(ann)).toContainText("A newer Campfire is here");
      await expect(ann.input).toHaveValue("half a thought");
      await stale(ann).getByRole("button", { name: "Load" }).click();
      await expect.poll(() => buildOf(ann.page)).toBe(next);
      await expect(ann.input).toHaveValue("half a thought");
      await expect(ann.message("Said before")).toBeVisible();
      await expect(stale(ann)).toHaveCount(0);
      builds.push(next);
      // The build before stays for windows that still run it; older ones go.
      const kept = builds.slice(-2).map((name) => `campfire-${name}`);
      await expect.poll(() => clientCaches(ann.page)).toEqual(kept);
    });
  }
  expect((await ann.watch()).violations).toEqual([]);
  await wire.stop();
});

test("a part that an upgrade took away breaks no screen", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann", { serviceWorkers: "block" });
  await ann.setUp();
  await ann.open("All Talk");
  await ann.input.fill("half a thought");
  const gone = "**/assets/profile-dialog-*.js";
  await ann.page.route(gone, (route) => route.fulfill({ status: 404 }));
  await ann.menu("Your profile");
  await expect(stale(ann)).toContainText("A part of Campfire could not be loaded");
  await expect(ann.input).toHaveValue("half a thought");
  await expect(ann.page.getByRole("heading", { level: 1, name: "All Talk" })).toBeVisible();
  await ann.page.unroute(gone);
  await stale(ann).getByRole("button", { name: "Load" }).click();
  await expect(ann.input).toHaveValue("half a thought");
  await ann.menu("Your profile");
  await expect(ann.page.getByRole("dialog")).toBeVisible();
  await expect(stale(ann)).toHaveCount(0);
});
