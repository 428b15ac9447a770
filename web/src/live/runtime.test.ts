import { beforeEach, describe, expect, it } from "vitest";
import { ApiProblem } from "../api/problem";
import type { Api } from "../api/queries";
import { FakeNetwork } from "../testing/fake-socket";
import { onlyTab } from "../testing/fake-tabs";
import { FakeTime, settle } from "../testing/fake-time";
import { aMessage, ann, aRoom, ben, me } from "../testing/fixtures";
import { memoryOutbox } from "../testing/memory-outbox";
import { type MockServer, mockApi } from "../testing/mock-api";
import { nothingKept } from "../testing/nothing-kept";
import type { ServerFrame } from "./frames";
import { LiveClient } from "./live-client";
// Loaded before the first test, so that no test waits for it.
import "./long-poll";

let time: FakeTime;
let network: FakeNetwork;
let server: MockServer;
let api: Api;
let client: LiveClient;

const room = () => aRoom(1, { last_seq: 2, rev: 3, last_read_seq: 2 });

function posted(seq: number, author = ben, cursor = `1.${seq}.aa`): ServerFrame {
  const message = aMessage(room(), seq, author);
  const { rev, room_id, created_at } = message;
  const kind = "message_posted" as const;
  return { type: "event", kind, cursor, room_id, rev, at: created_at, data: { message } };
}

function make(over: Partial<Api> = {}) {
  time = new FakeTime();
  network = new FakeNetwork();
  ({ api, server } = mockApi(over));
  server.rooms = [room()];
  server.messages[room().id] = [1, 2].map((seq) => aMessage(room(), seq, ann));
  client = new LiveClient({
    api,
    me,
    storage: memoryOutbox(),
    tabs: onlyTab(),
    kept: nothingKept,
    after: time.after,
    random: () => 0.5,
    openSocket: network.open,
    now: time.now,
    newId: () => crypto.randomUUID(),
    isVisible: () => true,
    hasSession: async () => "yes",
  });
}

const state = () => client.runtime.store.getState();
const held = () => state().rooms[room().id];

beforeEach(() => make());

describe("the start", () => {
  it("reads the rooms only after it knows its position", async () => {
    client.runtime.start();
    await settle();
    expect(server.calls).not.toContain("rooms");
    network.socket.welcome("1.2.aa");
    await settle();
    expect(server.calls).toContain("rooms");
    expect(state()).toMatchObject({ loaded: true, cursor: "1.2.aa", accountName: "Hearth" });
  });

  it("applies what came while the rooms were on their way, on top of them", async () => {
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    network.socket.says(posted(3));
    await time.pass(20);
    expect(held()).toMatchObject({ last_seq: 3, unread_count: 1 });
    expect(state().cursor).toBe("1.3.aa");
  });

  it("does not count what the rooms' answer holds already", async () => {
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    network.socket.says(posted(2));
    await time.pass(20);
    expect(held()).toMatchObject({ last_seq: 2, unread_count: 0, rev: 3 });
  });

  it("asks again when the rooms cannot be read", async () => {
    let refusals = 1;
    make({
      rooms: async () => {
        if (refusals-- > 0) throw new ApiProblem(503, "storage.unavailable", "Busy.");
        return server.rooms;
      },
    });
    client.runtime.start();
    network.socket.welcome();
    await time.pass(1_999);
    expect(state().loaded).toBe(false);
    await time.pass(1);
    expect(state().loaded).toBe(true);
  });
});

describe("gaps and resets", () => {
  beforeEach(async () => {
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    await time.pass(20);
  });

  it("resumes from the last applied event when rev jumps", async () => {
    network.socket.says(posted(3));
    network.socket.says(posted(5));
    network.socket.says(posted(6));
    await time.pass(200);
    expect(network.sockets).toHaveLength(2);
    network.socket.welcome("1.3.aa", true);
    expect(network.socket.sent[0]).toMatchObject({ cursor: "1.3.aa" });
    for (const seq of [4, 5, 6]) network.socket.says(posted(seq));
    network.socket.says({ type: "caught_up", cursor: "1.6.aa" });
    await time.pass(20);
    expect(held()).toMatchObject({ last_seq: 6, unread_count: 4 });
    expect(state().gap).toBeNull();
  });

  it("reads everything again when a resume did not close the gap", async () => {
    network.socket.says(posted(5));
    await time.pass(200);
    network.socket.welcome("1.2.aa", true);
    const before = server.calls.filter((call) => call === "rooms").length;
    server.rooms = [{ ...room(), last_seq: 5, rev: 6 }];
    network.socket.says(posted(5));
    await time.pass(20);
    expect(server.calls.filter((call) => call === "rooms")).toHaveLength(before + 1);
    expect(held()).toMatchObject({ last_seq: 5, rev: 6 });
  });

  it("keeps posts on their way through a reset", async () => {
    client.send(room().id, "still here");
    network.socket.says({ type: "reset", reason: "expired", cursor: "9.0.aa" });
    await time.pass(20);
    expect(state()).toMatchObject({ loaded: true, cursor: "9.0.aa" });
    expect(client.runtime.outbox.store.getState().entries).toHaveLength(1);
  });
});

describe("what an event asks for", () => {
  beforeEach(async () => {
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    await time.pass(20);
  });

  it("reads a room that appears, and drops it when it is hidden from us", async () => {
    const fresh = aRoom(2);
    const event = (id: string, cursor: string): ServerFrame => ({
      type: "event",
      kind: "room_created",
      cursor,
      room_id: id,
      rev: 1,
      at: "2026-11-21T08:00:00.000Z",
      data: { room: { id, kind: "open", name: "New", last_seq: 0, rev: 1, last_message_at: null } },
    });
    server.rooms = [...server.rooms, fresh];
    network.socket.says(event(fresh.id, "1.3.aa"));
    network.socket.says(event(aRoom(3).id, "1.4.aa"));
    await time.pass(20);
    await settle();
    expect(Object.keys(state().rooms).sort()).toEqual([room().id, fresh.id].sort());
    expect(state().wanted.rooms).toEqual([]);
  });

  it("settles my own post by its event", async () => {
    client.send(room().id, "Hello");
    const id = client.runtime.outbox.store.getState().entries[0]?.client_message_id ?? "";
    const frame = posted(3, ann);
    if (frame.type === "event" && frame.kind === "message_posted") {
      frame.data.message.client_message_id = id;
    }
    network.socket.says(frame);
    await time.pass(20);
    expect(client.runtime.outbox.store.getState().entries).toEqual([]);
    expect(held()).toMatchObject({ last_read_seq: 3, unread_count: 0 });
  });

  it("shows refused posts that the server kept, from the start on", async () => {
    make({
      undelivered: async () => [
        {
          client_message_id: "c",
          room_id: room().id,
          code: "room.not_found",
          body: "Not lost",
          format: "markdown",
          at: "2026-11-21T08:00:00.000Z",
        },
      ],
    });
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    await time.pass(20);
    const { entries } = client.runtime.outbox.store.getState();
    expect(entries).toMatchObject([{ body: "Not lost", state: "failed" }]);
  });

  it("settles a post whose answer says that it was there already", async () => {
    make({
      postMessage: async (_room, { client_message_id }) => ({
        ...aMessage(room(), 2, ann, { client_message_id }),
        state: "stored" as const,
        duplicate: true,
      }),
    });
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    await time.pass(20);
    client.send(room().id, "Message 2");
    await settle();
    expect(client.runtime.outbox.store.getState().entries).toEqual([]);
  });

  it("tells of each new message once, and never of history", async () => {
    const told: number[] = [];
    client.runtime.onPosted = (message) => told.push(message.seq);
    network.socket.says(posted(2));
    network.socket.says(posted(3));
    network.socket.says(posted(3));
    await time.pass(20);
    network.socket.close(1006);
    await time.pass(200);
    network.socket.welcome("1.2.aa", true);
    network.socket.says(posted(3));
    network.socket.says(posted(4));
    await time.pass(20);
    expect(told).toEqual([3, 4]);
  });

  it("tells a new socket which room is looked at", async () => {
    client.attention.show(room().id);
    network.socket.close(1006);
    await time.pass(200);
    network.socket.welcome("1.2.aa", true);
    expect(network.socket.frames("viewing")).toEqual([{ type: "viewing", room_id: room().id }]);
  });
});

describe("without a socket", () => {
  it("opens the next one as soon as the server takes a message", async () => {
    make({
      postMessage: async (_room, { client_message_id }) => ({
        ...aMessage(room(), 3, ann, { client_message_id }),
        state: "stored" as const,
        duplicate: false,
      }),
    });
    client.runtime.start();
    network.socket.welcome("1.2.aa");
    await time.pass(20);
    network.socket.close(1006);
    client.send(room().id, "Anybody?");
    await settle();
    expect(network.sockets).toHaveLength(2);
  });

  it("opens the next one as soon as somebody comes back", async () => {
    make({ events: () => new Promise(() => {}) });
    client.runtime.start();
    for (let n = 0; n < 8; n += 1) {
      network.socket.close(1006);
      await time.pass(15_000);
    }
    network.socket.close(1006);
    await time.pass(10_001);
    const before = network.sockets.length;
    client.attention.sign();
    expect(network.sockets).toHaveLength(before + 1);
    client.runtime.stop();
  });

  it("polls with the same cursors and counts as connected", async () => {
    const asked: (string | null)[] = [];
    let events: unknown[] = [];
    make({
      events: async (cursor, _wait, signal) => {
        asked.push(cursor);
        if (asked.length > 3) await new Promise((_, no) => signal.addEventListener("abort", no));
        const answer = { events, cursor: `1.${asked.length + 1}.aa`, reset: null };
        events = asked.length === 1 ? [posted(3)] : [];
        return answer as Awaited<ReturnType<Api["events"]>>;
      },
    });
    client.runtime.start();
    for (let n = 0; n < 3; n += 1) {
      network.socket.close(1006);
      await time.pass(600);
    }
    expect(asked[0]).toBeNull();
    expect(held()).toMatchObject({ last_seq: 3, unread_count: 1 });
    expect(client.runtime.connection.getState().connected).toBe(true);
    network.socket.open();
    expect(network.socket.sent[0]).toMatchObject({ type: "hello", cursor: state().cursor });
    client.runtime.stop();
  });
});
