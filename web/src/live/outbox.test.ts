import { beforeEach, describe, expect, it } from "vitest";
import { ApiProblem, unreachable } from "../api/problem";
import type { PostedMessage } from "../api/types";
import { FakeBrowser } from "../testing/fake-tabs";
import { FakeTime, settle } from "../testing/fake-time";
import { aMessage, anId, ann, aRoom } from "../testing/fixtures";
import { memoryOutbox } from "../testing/memory-outbox";
import { Outbox } from "./outbox";
import type { OutboxStorage } from "./outbox-storage";

const room = aRoom(1);
const other = aRoom(2);
type Post = {
  room: string;
  id: string;
  body: string;
  format: string | undefined;
  answer: (result: Answer) => Promise<void>;
};
type Answer = "stored" | "queued" | ApiProblem;

let time: FakeTime;
let storage: OutboxStorage;
let posts: Post[];
let connected: boolean;
let ids: number;
let discarded: string[];
let browser: FakeBrowser;
let outbox: Outbox;

/** Opens a tab. */
function start(): Outbox {
  const opened = new Outbox(
    {
      api: {
        postMessage: (roomId, { client_message_id: id, body, format }) =>
          new Promise((resolve, reject) => {
            const answer = async (result: Answer) => {
              if (result instanceof ApiProblem) reject(result);
              else resolve(posted(id, result));
              await settle();
            };
            posts.push({ room: roomId, id, body, format, answer });
          }),
        discardUndelivered: async (id) => {
          discarded.push(id);
        },
      },
      storage,
      tabs: browser.tab(),
      after: time.after,
      now: time.now,
      random: () => 1,
      newId: () => anId("client", ++ids),
      isConnected: () => connected,
    },
    ann.id,
  );
  void opened.start();
  return opened;
}

function posted(id: string, state: "stored" | "queued"): PostedMessage {
  const message = aMessage(room, posts.length, ann, { client_message_id: id });
  const queued = state === "queued" ? { seq: null, rev: null } : {};
  return { ...message, ...queued, state, duplicate: false };
}

const states = () => outbox.store.getState().entries.map((entry) => entry.state);
const lastPost = () => posts[posts.length - 1] as Post;
const busy = () => new ApiProblem(503, "storage.unavailable", "Busy.", 0);

beforeEach(() => {
  time = new FakeTime();
  storage = memoryOutbox();
  posts = [];
  discarded = [];
  connected = true;
  ids = 0;
  browser = new FakeBrowser();
  outbox = start();
});

describe("sending", () => {
  it("writes the message down before the network call", async () => {
    let written = () => {};
    const slow = { ...storage, put: () => new Promise<void>((done) => (written = done)) };
    storage = slow;
    outbox.stop();
    outbox = start();
    outbox.send(room.id, "Hello");
    await settle();
    expect(states()).toEqual(["sending"]);
    expect(posts).toHaveLength(0);
    written();
    await settle();
    expect(posts).toHaveLength(1);
  });

  it("has one post in flight per room, in order, and rooms do not wait for each other", async () => {
    outbox.send(room.id, "one");
    outbox.send(room.id, "two");
    outbox.send(other.id, "elsewhere");
    await settle();
    expect(posts.map((post) => post.body)).toEqual(["one", "elsewhere"]);
    await posts[0]?.answer("stored");
    expect(posts.map((post) => post.body)).toEqual(["one", "elsewhere", "two"]);
  });

  it("keeps a stored message in view until its event has come", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer("stored");
    expect(states()).toEqual(["stored"]);
    expect(await storage.load(ann.id)).toEqual([]);
    outbox.settleUpTo(room.id, 1);
    expect(states()).toEqual([]);
  });

  it("is settled by the event even when the answer was lost", async () => {
    outbox.send(room.id, "one");
    await settle();
    outbox.settle(lastPost().id);
    await lastPost().answer(unreachable());
    expect(states()).toEqual([]);
    await time.pass(60_000);
    expect(posts).toHaveLength(1);
  });
});

describe("refusals", () => {
  it("tries after 1, 2, 4 and 8 s with the same key, and gives up after the fifth", async () => {
    outbox.send(room.id, "one");
    await settle();
    for (const wait of [1_000, 2_000, 4_000, 8_000]) {
      const before = posts.length;
      await lastPost().answer(busy());
      await time.pass(wait - 1);
      expect(posts).toHaveLength(before);
      await time.pass(1);
      expect(posts).toHaveLength(before + 1);
    }
    await lastPost().answer(busy());
    expect(states()).toEqual(["failed"]);
    expect(new Set(posts.map((post) => post.id)).size).toBe(1);
  });

  it("waits as long as the server asks", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer(new ApiProblem(429, "rate.limited", "Slow down.", 7_000));
    await time.pass(6_999);
    expect(posts).toHaveLength(1);
    await time.pass(1);
    expect(posts).toHaveLength(2);
  });

  it("fails at once in the server's words when trying again cannot help", async () => {
    outbox.send(room.id, "one");
    outbox.send(room.id, "two");
    await settle();
    await lastPost().answer(new ApiProblem(422, "message.body_too_long", "It is too long."));
    expect(outbox.store.getState().entries[0]).toMatchObject({
      state: "failed",
      reason: "It is too long.",
    });
    expect(lastPost().body).toBe("two");
  });

  it("is tried again by hand, or thrown away", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer(new ApiProblem(403, "room.read_only", "No."));
    outbox.retry(lastPost().id);
    await settle();
    expect(posts).toHaveLength(2);
    outbox.discard(lastPost().id);
    await settle();
    expect(await storage.load(ann.id)).toEqual([]);
  });
});

describe("without connection", () => {
  it("counts no try, and goes on at once when it is back", async () => {
    connected = false;
    outbox.send(room.id, "one");
    await settle();
    for (let n = 0; n < 7; n += 1) {
      await lastPost().answer(unreachable());
      await time.pass(16_000);
    }
    await lastPost().answer(unreachable());
    expect(outbox.store.getState().entries[0]).toMatchObject({ state: "sending", tries: 0 });
    const before = posts.length;
    connected = true;
    outbox.connected();
    await settle();
    expect(posts).toHaveLength(before + 1);
  });

  it("survives a reload, in order", async () => {
    connected = false;
    outbox.send(room.id, "one");
    await time.pass(5);
    outbox.send(room.id, "two");
    await settle();
    outbox.stop();
    outbox = start();
    await settle();
    expect(outbox.store.getState().entries.map((entry) => entry.body)).toEqual(["one", "two"]);
    expect(lastPost().body).toBe("one");
  });
});

describe("queued posts", () => {
  it("stay until their event, and are posted again after a minute", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer("queued");
    expect(states()).toEqual(["queued"]);
    await time.pass(59_999);
    expect(posts).toHaveLength(1);
    await time.pass(1);
    expect(posts).toHaveLength(2);
    expect(posts[1]?.id).toBe(posts[0]?.id);
  });

  it("fail when the replay refused them", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer("queued");
    outbox.refuse(lastPost().id, "room.not_found");
    expect(outbox.store.getState().entries[0]).toMatchObject({
      state: "failed",
      reason: "You were no longer in this room when it was to be posted.",
    });
    expect(discarded).toEqual([]);
    outbox.discard(lastPost().id);
    expect(discarded).toEqual([lastPost().id]);
    expect(states()).toEqual([]);
  });

  it("are posted again after a minute by the next page, too", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer("queued");
    outbox.stop();
    outbox = start();
    await settle();
    expect(states()).toEqual(["queued"]);
    await time.pass(60_000);
    expect(posts).toHaveLength(2);
    expect(posts[1]?.id).toBe(posts[0]?.id);
  });
});

describe("refused posts that the server keeps", () => {
  const kept = { client_message_id: anId("client", 9), room_id: room.id, body: "<b>Hi</b>" };
  const at = "2026-11-21T08:00:00.000Z";
  const post = { ...kept, format: "html", code: "room.not_found", at } as const;

  it("are shown once, tried again as they were, and discarded there", async () => {
    outbox.adopt([post]);
    outbox.adopt([post]);
    expect(outbox.store.getState().entries).toHaveLength(1);
    expect(outbox.store.getState().entries[0]).toMatchObject({
      state: "failed",
      reason: "You were no longer in this room when it was to be posted.",
    });
    outbox.retry(kept.client_message_id);
    await settle();
    expect(lastPost()).toMatchObject({ body: kept.body, format: "html" });
    await lastPost().answer("stored");
    outbox.settle(kept.client_message_id);
    expect(discarded).toEqual([kept.client_message_id]);
  });
});

describe("two tabs", () => {
  let second: Outbox;
  const shown = (tab: Outbox) =>
    tab.store.getState().entries.map(({ body, state }) => `${body}: ${state}`);

  beforeEach(async () => {
    second = start();
    await settle();
  });

  it("show the same, and one of them posts it, once and in order", async () => {
    second.send(room.id, "one");
    await time.pass(1);
    outbox.send(room.id, "two");
    await settle();
    expect(posts.map((post) => post.body)).toEqual(["one"]);
    expect(shown(outbox)).toEqual(["one: sending", "two: sending"]);
    expect(shown(second)).toEqual(shown(outbox));
    await lastPost().answer("stored");
    expect(posts.map((post) => post.body)).toEqual(["one", "two"]);
    expect(shown(second)).toEqual(["one: stored", "two: sending"]);
    second.settle(posts[0]?.id ?? "");
    expect(shown(outbox)).toEqual(["two: sending"]);
  });

  it("hear each other's trying again and throwing away", async () => {
    outbox.send(room.id, "one");
    await settle();
    await lastPost().answer(new ApiProblem(422, "message.empty", "It is empty."));
    expect(shown(second)).toEqual(["one: failed"]);
    second.retry(lastPost().id);
    await settle();
    expect(posts).toHaveLength(2);
    await lastPost().answer(new ApiProblem(422, "message.empty", "It is empty."));
    second.discard(lastPost().id);
    await settle();
    expect(shown(outbox)).toEqual([]);
    expect(await storage.load(ann.id)).toEqual([]);
  });

  it("carry on where a closed one stopped, with the same key", async () => {
    outbox.send(room.id, "one");
    await settle();
    outbox.stop();
    await settle();
    expect(posts).toHaveLength(2);
    expect(posts[1]?.id).toBe(posts[0]?.id);
  });

  it("keep on the device what a tab told that crashed before it could", async () => {
    const put = storage.put;
    // The first is the sender's, which dies with it.
    let puts = 0;
    storage.put = async (entry) => {
      puts += 1;
      if (puts > 1) await put(entry);
    };
    second.send(room.id, "one");
    await settle();
    expect(await storage.load(ann.id)).toHaveLength(1);
    expect(posts).toHaveLength(1);
  });

  it("carry what a third one finds on the device", async () => {
    const entry = { client_message_id: anId("client", 7), user_id: ann.id, room_id: room.id };
    const left = { ...entry, body: "left", created_at: 1, state: "sending", tries: 0 } as const;
    await storage.put({ ...left, reason: null, seq: null });
    start();
    await settle();
    expect(posts.map((post) => post.body)).toEqual(["left"]);
    expect(shown(outbox)).toEqual(["left: sending"]);
  });
});

describe("a server that asks for less", () => {
  it("sends nothing for at least as long as it says", async () => {
    outbox.hold(400);
    outbox.send(room.id, "patient");
    await settle();
    await time.pass(399);
    expect(posts).toHaveLength(0);
    await time.pass(1);
    expect(posts).toHaveLength(1);
  });

  it("waits longer each time it is asked again, up to 64 s, and forgets when that ends", async () => {
    const asked = () => {
      outbox.hold(1_000);
      return outbox.store.getState().heldUntil - time.now();
    };
    expect([asked(), asked(), asked()]).toEqual([1_000, 2_000, 4_000]);
    for (let n = 0; n < 9; n++) outbox.hold(1_000);
    expect(asked()).toBe(64_000);
    await time.pass(64_000);
    expect(asked()).toBe(1_000);
  });
});
