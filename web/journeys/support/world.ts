import { type APIRequestContext, type Browser, expect, type Page, request } from "@playwright/test";
import type { Campfire } from "./campfire";
import { PASSWORD, Person } from "./person";

/** A Campfire that has been lived in: Ann runs it, Ben is new, and each list has something in it. */
export interface World {
  readonly url: string;
  /** The server's data folder. */
  readonly folder: string;
  /** Path of the invitation. */
  readonly invitation: string;
  /** Path of a link that signs somebody in, good for ten minutes. */
  readonly transfer: string;
  readonly rooms: {
    readonly talk: string;
    readonly design: string;
    readonly cabinet: string;
    /** With more messages than are read at once. */
    readonly archive: string;
    /** Ann's with Ben. */
    readonly ping: string;
  };
  /** Id of Ben's message that mentions Ann. */
  readonly named: string;
  /** Id of a message far from both ends of the archive. */
  readonly buried: string;
  readonly ben: string;
}

/** More than three pages, so that there is a hole on both sides of the middle. */
export const ARCHIVE = 160;

/** A Campfire that nobody has come to yet. */
export function untouched({ url, folder }: Campfire): World {
  const rooms = { talk: "", design: "", cabinet: "", archive: "", ping: "" };
  return { url, folder, invitation: "/", transfer: "/", rooms, named: "", buried: "", ben: "" };
}

/** The first minute: Ann has set it up, and is alone. */
export async function found(browser: Browser, campfire: Campfire): Promise<World> {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const nothing = untouched(campfire);
  const invitation = new URL(await ann.invitation()).pathname;
  const talk = await roomNamed(ann.page, campfire.url, "All Talk");
  await ann.page.context().close();
  return { ...nothing, invitation, rooms: { ...nothing.rooms, talk } };
}

/** Lives for a while in a Campfire that was set up. */
export async function settle(browser: Browser, world: World): Promise<World> {
  const { url } = world;
  const { talk } = world.rooms;
  const ann = await Person.at(browser, url, "Ann");
  await ann.signIn();
  const asAnn = callsOf(ann.page, url);
  const asBen = await joined(world, "Ben");
  const asCleo = await joined(world, "Cleopatra Vandermeer-Lindqvist");
  const asLaila = await joined(world, "ليلى حدّاد");
  const design = await asAnn.make("open", "Design");
  await asAnn.make("open", "A room whose name is much too long for the list in which it stands");
  const cabinet = await asAnn.make("closed", "Cabinet");
  const archive = await asAnn.make("open", "Archive");
  for (const line of LINES) await asAnn.say(talk, line);
  const gone = await asAnn.say(talk, "This one goes.");
  await asAnn.ask("delete", `/rooms/${talk}/messages/${gone}`);
  await asLaila.say(talk, "مرحبا، كيف الحال؟");
  await asCleo.say(talk, "/play tada");
  const named = await asBen.say(talk, "@ann, the colours are final. Could you have a look?");
  await asBen.say(design, "Are the colours final?");
  const ben = (await asBen.ask("get", "/me")).id;
  await asAnn.ask("post", `/rooms/${talk}/messages/${named}/boosts`, { content: "🎉" });
  await asBen.ask("post", `/rooms/${talk}/messages/${named}/boosts`, { content: "well done" });
  await asAnn.ask("put", `/rooms/${talk}/messages/${named}/bookmark`);
  await asAnn.ask("put", `/rooms/${design}/favourite`);
  const ping = (await asAnn.ask("post", "/rooms/direct", { user_ids: [ben] })).id;
  await asBen.say(ping, "Do you have a minute?");
  for (const role of ["administrator", "member"]) {
    await asAnn.ask("patch", `/users/${ben}`, { role });
  }
  await asBen.ask("post", "/feature-feedback", {
    feature: "files_enabled",
    action: "wanted.documents",
  });
  await asBen.ask("post", "/feature-feedback", { feature: "avatars_enabled", action: "viewed" });
  for (const files_enabled of [true, false]) {
    await asAnn.ask("patch", "/feature-flags", { files_enabled });
  }
  // Together, so that one write to the disk serves many; the store says which came where.
  await Promise.all(
    Array.from({ length: ARCHIVE }, (_, n) => asCleo.say(archive, NOTES[n % NOTES.length] ?? "")),
  );
  const middle = `/rooms/${archive}/messages?after=${ARCHIVE / 2 - 1}&limit=1`;
  const buried = (await asAnn.ask("get", middle)).messages[0].id;
  const link = new URL((await asAnn.ask("post", "/transfers")).url, url);
  await ann.page.context().close();
  const rooms = { talk, design, cabinet, archive, ping };
  return { ...world, transfer: link.pathname + link.hash, rooms, named, buried, ben };
}

/** A little of everything that a message may hold. */
const LINES = [
  "Good morning! The build is green again 🎉",
  "> Never sleep in a test.\n\nWords to live by, *mostly*. See https://example.com/why for **the whole** story.",
  "```rust\nlet event = bus.next().within(2 * SECOND).await?;\n```",
  "- one\n- two with `code`",
];

/** What the archive is full of. */
const NOTES = [
  "The kettle is on.",
  "Moved the meeting to the afternoon, so that everybody can come.",
  "I have read the plan twice now, and I like the second half more than the first: it says what we leave out.",
  "Thank you!",
  "Does anybody know where the spare key is?",
];

/** The calls of whoever is signed in on a page; each must succeed. */
export const callsOf = (page: Page, url: string) => callsBy(page.request, url);

function callsBy(request: APIRequestContext, url: string) {
  const ask = async (
    method: "get" | "post" | "put" | "patch" | "delete",
    path: string,
    data?: object,
  ) => {
    const answer = await request[method](`${url}/api/v1${path}`, data ? { data } : {});
    expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
    const text = await answer.text();
    return text === "" ? null : JSON.parse(text);
  };
  return {
    ask,
    make: async (kind: "open" | "closed", name: string): Promise<string> =>
      (await ask("post", "/rooms", { kind, name })).id,
    say: async (room: string, body: string): Promise<string> => {
      const client_message_id = crypto.randomUUID();
      return (await ask("post", `/rooms/${room}/messages`, { client_message_id, body })).id;
    },
  };
}

/** Somebody who follows the invitation, at a browser of their own. */
async function joined({ url, invitation }: World, name: string) {
  const calls = callsBy(await request.newContext(), url);
  const email = `${name.split(" ")[0]?.toLowerCase()}@example.org`;
  await calls.ask("post", invitation, { name, email, password: PASSWORD });
  return calls;
}

async function roomNamed(page: Page, url: string, name: string): Promise<string> {
  const { rooms } = await callsOf(page, url).ask("get", "/rooms");
  return rooms.find((room: { name: string }) => room.name === name).id;
}
