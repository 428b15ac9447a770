import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

interface Corpus {
  payloads: string[];
  families: { name: string; shapes: string[] }[];
}

const CORPUS: Corpus = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/hostile/families.json", import.meta.url), "utf8"),
);
/** A page of messages as the client reads it. */
const SHOWN = 50;
/** Posts on their way at once. */
const AT_ONCE = 24;

const vectors = CORPUS.families.flatMap(({ name, shapes }) =>
  shapes.flatMap((shape) => {
    const payloads = shape.includes("{}") ? CORPUS.payloads : [""];
    return payloads.map((payload) => ({ family: name, body: shape.replaceAll("{}", payload) }));
  }),
);

/** Posts every vector in both formats, as Markdown and as HTML; gives the ids of what was taken. */
async function postAll(page: Page, url: string, room: string): Promise<string[]> {
  const posts = vectors.flatMap(({ body }) =>
    ["markdown", "html"].map((format) => ({ body, format })),
  );
  const ids: string[] = [];
  const one = async (post: { body: string; format: string } | undefined) => {
    if (post === undefined) return;
    const data = { client_message_id: crypto.randomUUID(), ...post };
    const answer = await page.request.post(`${url}/api/v1/rooms/${room}/messages`, { data });
    // What shows nothing as HTML is no message.
    expect([201, 422], `${post.format}: ${post.body}`).toContain(answer.status());
    if (answer.status() === 201) ids.push((await answer.json()).id);
    await one(posts.pop());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => one(posts.pop())));
  return ids;
}

/** What of the shown messages is not of the few things that a message may have. */
function strangers(page: Page): Promise<string[]> {
  return page.getByRole("log").evaluate((log) => {
    const known = /^(a|blockquote|br|code|del|em|h[1-6]|hr|li|ol|p|pre|span|strong|sub|sup|ul)$/u;
    const attributes = /^(href|target|rel|dir|class|start|data-user-id|data-me)$/u;
    const inside = [...log.querySelectorAll("article [class*=html] *")];
    const bad = inside.filter((element) => {
      const names = element.getAttributeNames();
      const foreign = names.some((name) => !attributes.test(name));
      const address = element instanceof HTMLAnchorElement && element.hasAttribute("href");
      const runs = address && !/^(https?|mailto):$/u.test(element.protocol);
      return !known.test(element.localName) || foreign || runs;
    });
    return bad.map((element) => element.outerHTML);
  });
}

for (const policy of ["on", "off"] as const) {
  test(`with the content policy ${policy} nothing of the corpus runs`, async ({
    campfire,
    browser,
  }) => {
    test.setTimeout(480_000);
    const ann = await Person.at(browser, campfire.url, "Ann", { bypassCSP: policy === "off" });
    await ann.setUp();
    const outside: string[] = [];
    ann.page.on("request", (request) => {
      const { host } = new URL(request.url());
      const own = new URL(campfire.url).host;
      if (request.url().startsWith("http") && host !== own) outside.push(request.url());
    });
    const { rooms } = await (await ann.page.request.get(`${campfire.url}/api/v1/rooms`)).json();
    const room: string = rooms[0].id;
    const taken = await postAll(ann.page, campfire.url, room);

    let shown = 0;
    for (let seq = 1; seq <= taken.length; seq += SHOWN) {
      const around = `${campfire.url}/api/v1/rooms/${room}/messages?after=${seq - 1}&limit=${SHOWN}`;
      const { messages } = await (await ann.page.request.get(around)).json();
      const middle = messages[Math.floor(messages.length / 2)];
      await ann.page.goto(`${campfire.url}/rooms/${room}/@${middle.id}`);
      await expect(ann.page.locator(`[data-message="${middle.id}"]`)).toBeVisible();
      shown += await ann.log.locator("article").count();
      expect(await strangers(ann.page)).toEqual([]);
      // A hand goes over it: focus, pointer and click on whatever listens.
      await ann.log.evaluate((log) => {
        for (const element of log.querySelectorAll("article [class*=html] *")) {
          for (const name of ["pointerenter", "mouseover", "focusin", "keydown", "toggle"]) {
            element.dispatchEvent(new Event(name, { bubbles: true }));
          }
        }
      });
    }
    const families = new Set(vectors.map(({ family }) => family)).size;
    console.log(
      `policy ${policy}: ${families} families, ${vectors.length} vectors, ${taken.length} messages stored, ` +
        `${shown} shown, ${ann.dialogs.length} executed, ${outside.length} loaded from elsewhere`,
    );
    expect(families).toBeGreaterThanOrEqual(40);
    expect(vectors.length).toBeGreaterThanOrEqual(600);
    expect(shown).toBeGreaterThanOrEqual(taken.length);
    expect(ann.dialogs).toEqual([]);
    expect(ann.errors).toEqual([]);
    expect(outside).toEqual([]);
    expect((await ann.watch()).violations).toEqual([]);
  });
}
