import { expect, type Page } from "@playwright/test";
import { buildOf, clientCaches, keptOnDevice } from "./support/kept";
import { Person } from "./support/person";
import { test } from "./support/test";

/** More than a screen shows. */
const LINES = 60;
/** A reader must not see the page move. */
const DRIFT_PX = 1;

/** Says that what one sees is what the device has kept. */
const keptLine = (page: Page) =>
  page.getByRole("status").filter({ hasText: "this device has kept" });

/** Posts so many lines into the room on screen, in order. */
function post(page: Page, lines: number): Promise<void> {
  return page.evaluate(async (count) => {
    const room = location.pathname.split("/")[2];
    const one = (n: number) =>
      fetch(`/api/v1/rooms/${room}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_message_id: crypto.randomUUID(),
          body: `Line ${n}.\n\nand another paragraph`,
        }),
      });
    for (let n = 1; n <= count; n += 1) await one(n);
  }, lines);
}

/** Waits until this browser could do without the server: the client and these words are on it. */
async function keeps({ page }: Person, ...words: string[]): Promise<void> {
  await expect.poll(() => clientCaches(page)).toEqual([`campfire-${await buildOf(page)}`]);
  for (const text of words) await expect.poll(() => keptOnDevice(page)).toContain(text);
}

test("rooms and messages are read without the server, and what is written goes out once", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  await expect(ann.input).toBeVisible();
  await post(ann.page, LINES);
  await expect(ann.message(`Line ${LINES}.`)).toBeVisible();
  await ann.newRoom("Garden");
  await ann.say("Tomatoes are in the **garden**");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ben.say("Hello from Ben");
  await ann.open("All Talk");
  await expect(ann.message("Hello from Ben")).toBeVisible();
  await keeps(ann, "Tomatoes", "Hello from Ben");

  await test.step("the server is stopped: a reload shows what was kept", async () => {
    await campfire.halt();
    await ann.page.reload();
    await expect(ann.message("Hello from Ben")).toBeVisible();
    await expect(keptLine(ann.page)).toContainText(
      /Offline: this is what this device has kept, as of \d\d:\d\d\./,
    );
    await ann.open("Garden");
    await expect(ann.message("Tomatoes").locator("strong")).toHaveText("garden");
  });

  await test.step("two messages are written, and survive another reload", async () => {
    await ann.say("Written in the dark 1");
    await ann.say("Written in the dark 2");
    await expect(ann.log.locator("article[data-pending]")).toHaveCount(2);
    await ann.page.reload();
    await expect(ann.message("Tomatoes")).toBeVisible();
    await expect(ann.message("Written in the dark 2")).toBeVisible();
  });

  await test.step("the server is back: they are sent once, in order", async () => {
    await campfire.again();
    await expect(keptLine(ann.page)).toHaveCount(0);
    await expect(ann.status).toHaveText("Connected");
    await expect(ann.log.locator("article[data-pending]")).toHaveCount(0);
    expect(await ann.shown()).toEqual([
      "1 Tomatoes are in the garden",
      "2 Written in the dark 1",
      "3 Written in the dark 2",
    ]);
    await ben.open("Garden");
    await expect(ben.message("Written in the dark 2")).toBeVisible();
    expect(await ben.shown()).toEqual(await ann.shown());
  });

  await test.step("what changed in between takes the place of what was kept, without a jump", async () => {
    await keeps(ann, "Written in the dark 2");
    await ann.page.goto("about:blank");
    await ben.open("All Talk");
    await ben.input.press("ArrowUp");
    await ben.page.getByLabel("Text of the message").fill("Hello again from Ben");
    await ben.page.keyboard.press("Enter");
    await expect(ben.message("Hello again from Ben")).toContainText("(edited)");
    await campfire.halt();
    await ann.page.goto(campfire.url);
    await ann.open("All Talk");
    await expect(ann.message("Hello from Ben")).toBeVisible();
    const read = ann.message(`Line ${LINES - 12}.`);
    await read.evaluate((row) => row.scrollIntoView({ block: "center" }));
    const place = () => read.evaluate((row) => row.getBoundingClientRect().top);
    const before = await place();
    await campfire.again();
    await expect(ann.message("Hello again from Ben")).toBeAttached();
    await expect(ann.message("Hello from Ben")).toHaveCount(0);
    await expect(keptLine(ann.page)).toHaveCount(0);
    const drift = Math.abs((await place()) - before);
    console.log(`moved by ${drift.toFixed(2)} px when the server came back`);
    expect(drift).toBeLessThanOrEqual(DRIFT_PX);
  });
  expect((await ann.watch()).violations).toEqual([]);
});

test("rooms that wait for one are there at once, and without the server", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  await ann.newRoom("Garden");
  await ann.newRoom("Kitchen");
  await ben.join(await ann.invitation());
  for (const room of ["Garden", "Kitchen"]) {
    await ben.open(room);
    await ben.say(`News from the ${room}`);
    await expect(ben.log.locator("article[data-seq]")).toHaveCount(1);
  }
  await ann.open("All Talk");
  // As after a start: of the other rooms nothing is known but their numbers.
  await ann.page.reload();
  await keeps(ann, "News from the Garden", "News from the Kitchen");

  await test.step("a room opens without asking for its messages", async () => {
    const asked: string[] = [];
    ann.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await ann.open("Garden");
    await expect(ann.message("News from the Garden")).toBeVisible();
    expect(asked.filter((path) => path.endsWith("/messages"))).toEqual([]);
  });

  await test.step("what comes there while one is elsewhere is there too", async () => {
    await ben.say("More from the Kitchen");
    await keeps(ann, "More from the Kitchen");
  });

  await test.step("without the server too, after a start", async () => {
    await campfire.halt();
    await ann.page.reload();
    await ann.open("Kitchen");
    await expect(ann.message("News from the Kitchen")).toBeVisible();
    await expect(ann.message("More from the Kitchen")).toBeVisible();
  });
});

test("after a sign-out nothing of the person can be read on the device", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  await ann.say("A secret of Ann");
  await keeps(ann, "A secret of Ann", "Garden");
  await ann.menu("Sign out");
  await expect(ann.page.getByTestId("login-button")).toBeVisible();
  expect(await keptOnDevice(ann.page)).toBe("");
  await campfire.halt();
  await ann.page.goto(campfire.url);
  await expect(ann.page.getByRole("heading", { name: "Campfire cannot be reached" })).toBeVisible();
  await expect(ann.page.locator("body")).not.toContainText("Garden");
  expect(await keptOnDevice(ann.page)).toBe("");
});

test("a session that was ended elsewhere takes what was kept along", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  await ann.say("A secret of Ann");
  await keeps(ann, "A secret of Ann");
  const phone = await Person.at(browser, campfire.url, "Ann");
  await phone.signIn();
  await ann.page.goto("about:blank");
  await phone.page.goto(`${campfire.url}/sessions`);
  await phone.page.getByRole("button", { name: /^End session/ }).click();
  await expect(phone.page.getByRole("button", { name: /^End session/ })).toHaveCount(0);
  await ann.page.goto(campfire.url);
  await expect(ann.page.getByTestId("login-button")).toBeVisible();
  expect(await keptOnDevice(ann.page)).toBe("");
});

test("answers of the API are in no cache of the browser", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  await ann.say("A secret of Ann");
  await keeps(ann, "A secret of Ann");
  await ann.page.reload();
  await expect(ann.message("A secret of Ann")).toBeVisible();
  const cached = await ann.page.evaluate(async () => {
    const found: { path: string; secret: boolean }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const text = (await (await cache.match(request))?.text()) ?? "";
        const path = new URL(request.url).pathname;
        found.push({ path, secret: text.includes("A secret of Ann") });
      }
    }
    return found;
  });
  expect(cached.length).toBeGreaterThan(10);
  expect(cached.filter(({ path, secret }) => secret || path.startsWith("/api"))).toEqual([]);
});
