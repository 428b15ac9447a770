import { expect } from "@playwright/test";
import { DRIFT_PX } from "./support/drift";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

const MESSAGES = 130;
/** What a reader of All Talk has not seen yet. */
const UNREAD = 60;
/** What comes late (older pages, people, marks of what was read) has come by then, in pictures. */
const PICTURES = 60;

/**
 * Presses a link and looks at every picture from then on: how far the message with this number went
 * from where it stood when it was first seen.
 */
function movedAfter(person: Person, link: string, room: string, seq: number): Promise<number> {
  const { page } = person;
  return page.evaluate(
    async ([address, name, wanted, pictures]) => {
      const place = () => {
        const log = document.querySelector(`[role=log][aria-label="Messages in ${name}"]`);
        const row = log?.querySelector(`article[data-seq="${wanted}"]`);
        return row?.getBoundingClientRect().top ?? null;
      };
      const picture = () =>
        // Behind the frame's own work: what a picture of it shows.
        new Promise<void>((done) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done();
          requestAnimationFrame(() => port2.postMessage(null));
        });
      document.querySelector<HTMLElement>(`nav a[href="${address}"]`)?.click();
      let first: number | null = null;
      let worst = 0;
      for (let left = Number(pictures); left > 0; ) {
        await picture();
        const now = place();
        if (now === null) {
          if (first !== null) throw new Error("the message went away");
          continue;
        }
        first ??= now;
        worst = Math.max(worst, Math.abs(now - first));
        left -= 1;
      }
      return worst;
    },
    [link, room, String(seq), String(PICTURES)] as const,
  );
}

test("a room stands where it belongs from its first picture on", async ({ campfire, browser }) => {
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.setUp();
  await expect(ben.input).toBeVisible();
  const talk = await Poster.of(ben);
  await talk.many(MESSAGES, (n) => `Talk ${n}. ${"More words. ".repeat(n % 9)}`);
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.join(await ben.invitation());
  await expect(ann.input).toBeVisible();
  const talkAt = new URL(ann.page.url()).pathname;
  await ben.newRoom("Garden");
  const gardenAt = new URL(ben.page.url()).pathname;
  await (await Poster.of(ben)).many(MESSAGES, (n) => `Garden ${n}. ${"Words. ".repeat(n % 7)}`);
  // Ann looks at no room when these come, or she would have read them.
  await ann.page.goto(`${campfire.url}/settings`);
  await expect(ann.roomLink("All Talk")).not.toContainText("unread");
  await talk.many(UNREAD, (n) => `New ${n}. ${"More words. ".repeat(n % 9)}`);
  // Nothing of either room is on this page yet.
  await ann.page.goto(`${campfire.url}/settings`);
  await expect(ann.roomLink("All Talk")).toContainText("unread");
  await expect(ann.roomLink("Garden")).toContainText("unread");

  const found: Record<string, number> = {};
  // The first unread message, two thirds below an older page that comes by itself.
  found["at the first unread"] = await movedAfter(ann, talkAt, "All Talk", MESSAGES + 1);
  await expect(ann.page.getByTestId("unread-divider")).toBeInViewport();
  found["another room, at its first message"] = await movedAfter(ann, gardenAt, "Garden", 1);
  await ann.page.getByRole("button", { name: /^Jump to latest/ }).click();
  await expect(ann.log.locator(`article[data-seq='${MESSAGES}']`)).toBeInViewport();
  await ann.page.goto(`${campfire.url}/settings`);
  await expect(ann.roomLink("Garden")).not.toContainText("unread");
  found["at the newest"] = await movedAfter(ann, gardenAt, "Garden", MESSAGES);
  await ann.open("All Talk");
  await expect(ann.log.locator(`article[data-seq='${MESSAGES}']`)).toBeAttached();
  found["from the cache, at the newest"] = await movedAfter(ann, gardenAt, "Garden", MESSAGES);
  await expect(ann.log.locator(`article[data-seq='${MESSAGES}']`)).toBeInViewport();

  const figures = Object.entries(found).map(([what, px]) => `${what} ${px.toFixed(2)}`);
  console.log(`movement behind the first picture, px: ${figures.join(", ")}`);
  for (const [what, px] of Object.entries(found)) expect(px, what).toBeLessThanOrEqual(DRIFT_PX);
  expect(ann.errors).toEqual([]);
});
