import { expect } from "@playwright/test";
import { looksAway, looksBack } from "./support/focus";
import { clientCaches } from "./support/kept";
import { Person } from "./support/person";
import { test } from "./support/test";

/** What one tab shows of reading must be in the other by then, in ms. */
const READ_SYNC_MS = 1_000;

/** Keeps what every tab of a browser shows outside of its page; the browser shows it all the same. */
async function noticesOf(person: Person): Promise<string[]> {
  const shown: string[] = [];
  const context = person.page.context();
  await context.grantPermissions(["notifications"]);
  await context.exposeFunction("noted", (title: string, body: string) => {
    shown.push(`${title}: ${body}`);
  });
  await context.addInitScript(() => {
    const Native = window.Notification;
    window.Notification = class extends Native {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        Reflect.get(window, "noted")(title, options?.body);
      }
    };
    // A tab that has the worker lets it show them.
    const worker = ServiceWorkerRegistration.prototype;
    const show = worker.showNotification;
    worker.showNotification = function (title, options) {
      Reflect.get(window, "noted")(title, options?.body);
      return show.call(this, title, options);
    };
  });
  return shown;
}

test("two tabs are one reader: one marker, one notice, one title", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  const notices = await noticesOf(ann);
  const first = await ann.anotherTab();
  await ann.page.close();
  await first.page.goto(campfire.url);
  await first.newRoom("Garden");
  const second = await first.anotherTab();
  await second.page.goto(campfire.url);
  await second.open("Garden");
  await expect(first.status).toHaveText("Connected");
  await expect(second.status).toHaveText("Connected");

  await test.step("a message is one notice, though two tabs know of it", async () => {
    await ben.say("Anybody there?");
    for (const tab of [first, second]) {
      await expect(tab.roomLink("All Talk")).toContainText("1 unread");
      await expect(tab.page).toHaveTitle(/^\(1\) Garden · Campfire$/);
      await expect(tab.page.locator("link[rel=icon]").first()).toHaveAttribute(
        "href",
        "/flame-unread.svg",
      );
    }
    await expect.poll(() => notices).toEqual(["Ben in All Talk: Anybody there?"]);
  });

  await test.step("what one tab reads, the other has read", async () => {
    const told = second.page.evaluate(
      () =>
        new Promise<number>((done) => {
          const look = () => {
            if (/^\(/u.test(document.title)) return;
            watcher.disconnect();
            done(Date.now());
          };
          const watcher = new MutationObserver(look);
          watcher.observe(document.head, { childList: true, subtree: true, characterData: true });
          look();
        }),
    );
    const read = first.page.waitForFunction(() => !/^\(/u.test(document.title) && Date.now());
    await first.open("All Talk");
    const readAt = Number(await (await read).jsonValue());
    // The other one may well be the first to draw it.
    const delay = Math.max(0, (await told) - readAt);
    console.log(`read in one tab, known in the other after ${delay} ms`);
    expect(delay).toBeLessThanOrEqual(READ_SYNC_MS);
    await expect(second.roomLink("All Talk")).not.toContainText("unread");
    await expect(second.page.locator("link[rel=icon]").first()).toHaveAttribute(
      "href",
      "/flame.svg",
    );
  });

  await test.step("the room one looks at tells nothing, and tells when one looks away", async () => {
    notices.length = 0;
    await ben.say("You see this");
    await expect(first.message("You see this")).toBeVisible();
    await looksAway(first);
    await looksAway(second);
    await ben.say("You do not see this");
    await expect.poll(() => notices).toEqual(["Ben in All Talk: You do not see this"]);
    await looksBack(first);
  });

  await test.step("with nothing wished nothing is told, not even a mention", async () => {
    notices.length = 0;
    await second.page.bringToFront();
    await second.open("All Talk");
    const set = async (involvement: string) => {
      const room = /rooms\/([^/?#]+)/u.exec(second.page.url())?.[1];
      const path = `/api/v1/rooms/${room}/involvement`;
      const answer = await second.page.request.put(campfire.url + path, {
        data: { involvement },
        headers: { origin: campfire.url },
      });
      expect(answer.status()).toBeLessThan(300);
    };
    await looksAway(first);
    await looksAway(second);
    await set("nothing");
    await ben.say("@ann, quiet");
    await expect(second.message("quiet")).toBeVisible();
    await set("mentions");
    await ben.say("Just talk");
    await ben.say("@ann, but you");
    await expect.poll(() => notices).toEqual(["Ben in All Talk: @Ann, but you"]);
  });
  expect(first.errors).toEqual([]);
});

test("a click on a notice leads to its message, in the window that is open", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.page.context().grantPermissions(["notifications"]);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ann.newRoom("Garden");
  await expect.poll(() => clientCaches(ann.page)).toHaveLength(1);
  await ann.input.fill("half a thought");

  const shown = () =>
    ann.page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready;
      return (await worker.getNotifications()).map(({ title, body }) => `${title}: ${body}`);
    });
  await ben.say("Anybody there?");
  await expect.poll(shown).toEqual(["Ben in All Talk: Anybody there?"]);

  // No hand of ours reaches what the system shows: the worker hears what a click makes it hear.
  const [worker] = ann.page.context().serviceWorkers();
  await worker?.evaluate(async () => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    const Click = Reflect.get(globalThis, "NotificationEvent");
    dispatchEvent(new Click("notificationclick", { notification }));
  });
  await expect(ann.page.getByRole("heading", { level: 1, name: "All Talk" })).toBeVisible();
  await expect(ann.message("Anybody there?")).toBeInViewport();
  await expect(ann.page).toHaveURL(/\/rooms\/[^/]+\/@/);
  await expect.poll(shown).toEqual([]);
  await ann.open("Garden");
  await expect(ann.input).toHaveValue("half a thought");
  expect(ann.errors).toEqual([]);
});
