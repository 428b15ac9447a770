import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { TcpProxy } from "./support/tcp-proxy";
import { test } from "./support/test";

/** The tab dies as it does when it runs out of memory: nothing of the page runs any more. */
async function crash(person: Person): Promise<void> {
  const session = await person.page.context().newCDPSession(person.page);
  const crashed = person.page.waitForEvent("crash");
  // It answers nothing any more.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  await person.page.close();
}

/** Opens the room of before in a new tab. */
async function again(person: Person): Promise<Person> {
  const next = await person.anotherTab();
  await next.page.goto(person.url);
  await expect(next.input).toBeVisible();
  return next;
}

/** It stands there once, stored, and nothing is on its way any more. */
async function isThere(person: Person, text: string): Promise<void> {
  await expect(person.message(text)).toHaveAttribute("data-seq", /\d+/);
  await expect(person.log.locator("article[data-pending]")).toHaveCount(0);
  await expect(person.message(text)).toHaveCount(1);
}

/** Waits until the words are on the device. */
async function isKept(person: Person, count: number): Promise<void> {
  const kept = () =>
    person.page.evaluate(
      () =>
        new Promise<number>((done) => {
          const opening = indexedDB.open("campfire");
          opening.onsuccess = () => {
            const counting = opening.result.transaction("outbox").objectStore("outbox").count();
            counting.onsuccess = () => {
              opening.result.close();
              done(counting.result);
            };
          };
        }),
    );
  await expect.poll(kept).toBe(count);
}

test("a tab that dies at any step loses no word and doubles none", async ({
  campfire,
  browser,
}) => {
  const wire = await TcpProxy.to(campfire.url);
  let ann = await Person.at(browser, wire.url, "Ann");
  await ann.setUp();
  await expect(ann.input).toBeVisible();

  await test.step("typed, not sent", async () => {
    await ann.input.fill("Step 1: half a thought");
    await crash(ann);
    ann = await again(ann);
    await expect(ann.input).toHaveValue("Step 1: half a thought");
    await ann.input.press("Enter");
    await isThere(ann, "Step 1");
  });

  await test.step("on the device, the request not gone", async () => {
    wire.cut();
    await ann.say("Step 2: written down");
    await ann.say("Step 2b: and this behind it");
    await isKept(ann, 2);
    await crash(ann);
    wire.mend();
    ann = await again(ann);
    await isThere(ann, "Step 2b");
    await isThere(ann, "Step 2:");
  });

  await test.step("the request on its way, never to arrive", async () => {
    await expect(ann.status).toHaveText("Connected");
    wire.silence("up");
    const asked = ann.page.waitForRequest((request) => request.method() === "POST");
    await ann.say("Step 3: on its way");
    await asked;
    await crash(ann);
    wire.cut();
    wire.mend();
    ann = await again(ann);
    await isThere(ann, "Step 3");
  });

  await test.step("posted, the answer never to arrive", async () => {
    const before = (await ann.stored()).length;
    await expect(ann.status).toHaveText("Connected");
    wire.silence("down");
    await ann.say("Step 4: taken and not told");
    const direct = await ann.page.context().storageState();
    const ears = await browser.newContext({ storageState: direct });
    const room = /rooms\/([^/?#]+)/u.exec(ann.page.url())?.[1];
    const page = `${campfire.url}/api/v1/rooms/${room}/messages?after=${before}`;
    await expect
      .poll(async () => (await (await ears.request.get(page)).json()).messages?.length)
      .toBe(1);
    await ears.close();
    await expect(ann.log.locator("article[data-pending]")).toHaveCount(1);
    await crash(ann);
    wire.cut();
    wire.mend();
    ann = await again(ann);
    await isThere(ann, "Step 4");
  });

  await test.step("offline for long, and the window closed", async () => {
    wire.cut();
    await expect(ann.status).toContainText("Offline. Your messages will be sent", {
      timeout: 60_000,
    });
    for (const n of [1, 2, 3]) await ann.say(`Step 5: in the dark ${n}`);
    await expect(ann.message("in the dark 3")).toContainText(
      "goes out when the connection is back",
    );
    await isKept(ann, 3);
    await ann.page.close();
    wire.mend();
    ann = await again(ann);
    for (const n of [1, 2, 3]) await isThere(ann, `in the dark ${n}`);
  });

  const stored = (await ann.stored()).map(({ line }) => line);
  expect(stored).toEqual([
    "1 Step 1: half a thought",
    "2 Step 2: written down",
    "3 Step 2b: and this behind it",
    "4 Step 3: on its way",
    "5 Step 4: taken and not told",
    "6 Step 5: in the dark 1",
    "7 Step 5: in the dark 2",
    "8 Step 5: in the dark 3",
  ]);
  expect(await ann.shown()).toEqual(stored);
  expect(ann.faults).toEqual([]);
  await wire.stop();
});

test("two tabs show one outbox, and one of them empties it", async ({ campfire, browser }) => {
  const wire = await TcpProxy.to(campfire.url);
  const first = await Person.at(browser, wire.url, "Ann");
  await first.setUp();
  await expect(first.input).toBeVisible();
  const second = await again(first);
  /** Calls under way, by the id of their message; a second one for the same message is a fault. */
  const underWay = new Map<string, number>();
  const doubled: string[] = [];
  const asked: string[] = [];
  const context = first.page.context();
  const idOf = (body: string | null) =>
    (JSON.parse(body ?? "{}").client_message_id ?? "") as string;
  context.on("request", (request) => {
    if (!/\/messages$/u.test(request.url()) || request.method() !== "POST") return;
    const id = idOf(request.postData());
    asked.push(id);
    underWay.set(id, (underWay.get(id) ?? 0) + 1);
    if ((underWay.get(id) ?? 0) > 1) doubled.push(id);
  });
  const ended = (request: { postData(): string | null; url(): string }) => {
    if (!/\/messages$/u.test(request.url())) return;
    const id = idOf(request.postData());
    underWay.set(id, (underWay.get(id) ?? 0) - 1);
  };
  context.on("requestfinished", ended);
  context.on("requestfailed", ended);

  await test.step("what one writes without connection stands in both", async () => {
    wire.cut();
    await first.say("From the first");
    await second.say("From the second");
    for (const tab of [first, second]) {
      await expect(tab.message("From the first")).toHaveAttribute("data-pending", "sending");
      await expect(tab.message("From the second")).toHaveAttribute("data-pending", "sending");
    }
  });

  await test.step("the one that goes away leaves its work to the other", async () => {
    await first.page.close();
    wire.mend();
    await isThere(second, "From the first");
    await isThere(second, "From the second");
    expect((await second.stored()).map(({ line }) => line)).toEqual([
      "1 From the first",
      "2 From the second",
    ]);
  });

  await test.step("with a connection each is posted once", async () => {
    const third = await again(second);
    await expect(second.status).toHaveText("Connected");
    await expect(third.status).toHaveText("Connected");
    asked.length = 0;
    for (const n of [1, 2, 3]) {
      await second.say(`Second ${n}`);
      await third.say(`Third ${n}`);
    }
    for (const tab of [second, third]) {
      await isThere(tab, "Second 3");
      await isThere(tab, "Third 3");
    }
    expect(await third.shown()).toEqual(await second.shown());
    expect(asked).toHaveLength(6);
    expect(new Set(asked).size).toBe(6);
  });
  expect(doubled).toEqual([]);
  await wire.stop();
});

test("words for a room that one was taken out of are kept, and can be taken away", async ({
  campfire,
  browser,
}) => {
  const wire = await TcpProxy.to(campfire.url);
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, wire.url, "Ben");
  await ann.setUp();
  await ben.join(await ann.invitation());
  const { room, ben: benId } = await ann.page.evaluate(async () => {
    const call = async (path: string, body?: unknown) => {
      const init = { method: "POST", headers: { "content-type": "application/json" } };
      const answer = await fetch(`/api/v1${path}`, {
        ...(body !== undefined && { ...init, body: JSON.stringify(body) }),
      });
      return answer.json();
    };
    const { users } = await call("/users?query=Ben");
    const member_ids = [users[0].id];
    const made = await call("/rooms", { kind: "closed", name: "Den", member_ids });
    return { room: made.id as string, ben: users[0].id as string };
  });
  await ben.open("Den");
  wire.cut();
  await ben.say("What I wanted to say");
  await ann.page.evaluate(
    (path) => fetch(path, { method: "DELETE" }),
    `/api/v1/rooms/${room}/members/${benId}`,
  );
  wire.mend();
  const line = ben.page.getByText("1 message to another room was not sent");
  await ben.roomLink("All Talk").click();
  await expect(line).toBeVisible();
  await ben.page.reload();
  await ben.page.getByRole("button", { name: "Show" }).click();
  const dialog = ben.page.getByRole("dialog", { name: "Messages that were not sent" });
  await expect(dialog).toContainText("A room you are no longer in");
  await expect(dialog).toContainText("What I wanted to say");
  await ben.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await ben.page.evaluate(() => navigator.clipboard.readText())).toBe(
    "What I wanted to say",
  );
  await dialog.getByRole("button", { name: "Discard" }).click();
  await ben.page.keyboard.press("Escape");
  await expect(line).toHaveCount(0);
  await wire.stop();
});
