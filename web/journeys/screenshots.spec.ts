import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { talk, VIEWS } from "./support/scenes";
import { test } from "./support/test";

/** As a reader of Arabic or Hebrew sees it, once the words are translated. */
const RIGHT_TO_LEFT = { name: "1280-rtl", options: { viewport: { width: 1280, height: 800 } } };

const shoot = (person: Person, name: string) =>
  person.page.screenshot({ path: `screenshots/${name}.png` });

test("pictures of the screens, for looking at", async ({ campfire, browser }) => {
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

test("pictures of what is not there yet, and of trouble", async ({ campfire, browser }) => {
  const host = await Person.at(browser, campfire.url, "Ann");
  await host.setUp();
  await talk(host);
  for (const { name, options } of VIEWS) {
    const ann = await Person.at(browser, campfire.url, "Ann", options);
    await ann.signIn();
    await ann.open("All Talk");
    await ann.page.getByTestId("file-upload-area").click();
    await shoot(ann, `upload-${name}`);
    await ann.page.getByTestId("learn-more-button").click();
    await ann.page.getByRole("button", { name: "Avatars: I want this" }).click();
    await shoot(ann, `roadmap-${name}`);
    await ann.page.context().close();
    const boss = await Person.at(browser, campfire.url, "Ann", options);
    await boss.signIn();
    await boss.page.getByRole("button", { name: /your menu$/ }).click();
    await boss.page.getByRole("button", { name: "Features" }).click();
    const files = boss.page.getByRole("checkbox", { name: "Files" });
    await files.click();
    await expect(boss.page.getByRole("dialog")).toContainText("Version");
    await shoot(boss, `features-${name}`);
    await boss.page.context().close();
  }
  for (const { name, options } of VIEWS) {
    const ann = await Person.at(browser, campfire.url, "Ann", options);
    await ann.signIn();
    await ann.open("All Talk");
    const lock = await locked(join(campfire.folder, "campfire.db"));
    await ann.input.fill("Is anybody there?");
    await ann.page.getByTestId("send-button").click();
    await expect(ann.page.getByRole("status", { name: "Trouble on the server" })).toBeVisible();
    await expect(ann.log).toContainText("Saved, waiting to be posted");
    await shoot(ann, `trouble-${name}`);
    lock.kill();
    await expect(ann.page.getByRole("status", { name: "Trouble on the server" })).toBeHidden();
    await ann.page.context().close();
  }
});

test("pictures of the screens about people", async ({ campfire, browser }) => {
  const host = await Person.at(browser, campfire.url, "Ann");
  await host.setUp();
  await talk(host);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await host.invitation());
  await ben.open("All Talk");
  await ben.say("@ann, the colours are final. Could you look at them before the others come?");
  const named = host.message("the colours are final");
  await named.hover();
  await named.getByRole("button", { name: "Keep as bookmark" }).click();
  await named.getByRole("button", { name: "Ben", exact: true }).click();
  await host.page.getByRole("button", { name: "Make administrator…" }).click();
  await host.page.getByRole("button", { name: "Make administrator", exact: true }).click();
  await expect(host.page.getByRole("dialog")).toContainText("Administrator");
  for (const { name, options } of [...VIEWS, RIGHT_TO_LEFT]) {
    const ann = await Person.at(browser, campfire.url, "Ann", options);
    await ann.signIn();
    const { page } = ann;
    for (const screen of ["mentions", "bookmarks", "search?q=colours", "people", "audit"]) {
      await page.goto(`${campfire.url}/${screen}`);
      if (name === RIGHT_TO_LEFT.name) await page.evaluate(() => (document.dir = "rtl"));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText(/Ben/).first()).toBeVisible();
      await shoot(ann, `${screen.split("?")[0]}-${name}`);
    }
    await page.goto(`${campfire.url}/people`);
    if (name === RIGHT_TO_LEFT.name) await page.evaluate(() => (document.dir = "rtl"));
    await page.getByRole("button", { name: /@ben/ }).click();
    await expect(page.getByRole("dialog")).toContainText("As an administrator");
    await shoot(ann, `person-${name}`);
    await page.getByRole("button", { name: "Ban…" }).click();
    await shoot(ann, `ban-${name}`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /\(you\)/ }).click();
    await page.getByRole("button", { name: "Change your profile" }).click();
    await page.getByText("Another password").click();
    await page.getByLabel("Handle").fill("not a handle");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Handle")).toBeFocused();
    await shoot(ann, `profile-${name}`);
    await page.context().close();
  }
});

test("pictures of the account and of signing in by a link", async ({ campfire, browser }) => {
  const host = await Person.at(browser, campfire.url, "Ann");
  await host.setUp();
  for (const { name, options } of [...VIEWS, RIGHT_TO_LEFT]) {
    const ann = await Person.at(browser, campfire.url, "Ann", options);
    await ann.signIn();
    const { page } = ann;
    if (name === RIGHT_TO_LEFT.name) await page.evaluate(() => (document.dir = "rtl"));
    await ann.menu("Account");
    const account = page.getByRole("dialog", { name: "Account" });
    await account
      .getByLabel("Style (CSS)")
      .fill("body {\n  background: url(//elsewhere.example);\n}");
    await shoot(ann, `account-${name}`);
    await account.getByRole("button", { name: "Save the style" }).click();
    await expect(account.getByText(/no address is allowed/)).toBeVisible();
    await shoot(ann, `style-${name}`);
    await page.goto(`${campfire.url}/sessions`);
    if (name === RIGHT_TO_LEFT.name) await page.evaluate(() => (document.dir = "rtl"));
    await page.getByRole("button", { name: "Sign in on another device" }).click();
    const link = await page.getByTestId("transfer-link").inputValue();
    await shoot(ann, `transfer-${name}`);
    const other = await Person.at(browser, campfire.url, "Ann", options);
    await other.page.goto(link);
    await expect(other.page.getByRole("button", { name: "Sign in as Ann" })).toBeVisible();
    await shoot(other, `by-link-${name}`);
    await other.page.context().close();
    await page.context().close();
  }
});

/** Another process that locks the store until it is killed. */
async function locked(file: string): Promise<ChildProcess> {
  const other = spawn("sqlite3", ["-batch", file], { stdio: ["pipe", "pipe", "inherit"] });
  const begun = new Promise<void>((done) => other.stdout?.once("data", () => done()));
  other.stdin?.write(".timeout 10000\nbegin exclusive;\nselect 'locked';\n");
  await begun;
  return other;
}
