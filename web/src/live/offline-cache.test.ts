import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../api/types";
import { aMessage, ann, aRoom, ben, me } from "../testing/fixtures";
import { KEPT_BYTES, KEPT_FOR_MS, KEPT_ROOMS, keptOf, tooMuch } from "./kept";
import { OfflineCache } from "./offline-cache";
import { applyPage, applySnapshot } from "./snapshot";
import { type ClientState, emptyState } from "./state";

const NOW = Date.UTC(2026, 10, 22, 14, 5);
const talk = aRoom(1, { name: "Talk", last_seq: 2 });
const ping = aRoom(2, { kind: "direct", name: null, members: [ann, ben] });
const account = {
  id: "1",
  name: "Hearth",
  join_code: "",
  join_url: "",
  settings: { restrict_room_creation_to_administrators: true, custom_css_url: "/api/v1/css" },
};

let cache: OfflineCache;
let databases = 0;

/** Ann's rooms as the server told them. */
function told(): ClientState {
  const messages = [1, 2].map((seq) => aMessage(talk, seq, ben));
  const known = { ...emptyState(me), flags: { version: me.flags_version, flags: {} } };
  const state = applySnapshot(known, { account, rooms: [talk, ping] });
  return applyPage(state, talk.id, { messages, has_older: false, has_newer: false }, "replace");
}

function keep(state: ClientState, windows: Record<string, readonly Message[]> = {}, at = NOW) {
  return cache.keep({ at, kept: keptOf(state), windows: new Map(Object.entries(windows)) });
}

beforeEach(() => {
  databases += 1;
  cache = new OfflineCache(`offline-${databases}`);
});

describe("what a device keeps", () => {
  it("is the rooms, the names of pings and the messages", async () => {
    const state = told();
    await cache.claim(me.id);
    await keep(state, { [talk.id]: state.timelines[talk.id]?.messages ?? [] });
    const kept = await cache.read(NOW + 1);
    expect(kept).toMatchObject({ me, accountName: "Hearth", loaded: false, keptAt: NOW });
    expect(kept?.rooms).toEqual(state.rooms);
    expect(kept?.people[ben.id]?.name).toBe(ben.name);
    // A style sheet of the account cannot be had without the server.
    expect(kept?.settings).toEqual({
      restrict_room_creation_to_administrators: true,
      custom_css_url: null,
    });
    expect(await cache.messages(talk.id)).toEqual(state.timelines[talk.id]?.messages);
    expect(await cache.messages(ping.id)).toEqual([]);
  });

  it("is nothing before something was told", async () => {
    expect(await cache.read(NOW)).toBeNull();
    await cache.claim(me.id);
    expect(await cache.read(NOW)).toBeNull();
  });

  it("goes with a room that is not mine any more", async () => {
    const state = told();
    await cache.claim(me.id);
    await keep(state, { [talk.id]: [aMessage(talk, 1, ben)] });
    await keep(applySnapshot(state, { account, rooms: [ping] }), {}, NOW + 1);
    expect(await cache.messages(talk.id)).toEqual([]);
  });

  it("goes when the session must have ended", async () => {
    await cache.claim(me.id);
    await keep(told(), { [talk.id]: [aMessage(talk, 1, ben)] });
    expect(await cache.read(NOW + KEPT_FOR_MS - 1)).not.toBeNull();
    expect(await cache.read(NOW + KEPT_FOR_MS)).toBeNull();
    expect(await cache.messages(talk.id)).toEqual([]);
  });
});

describe("whose it is", () => {
  it("goes when another person is here", async () => {
    await cache.claim(me.id);
    await keep(told(), { [talk.id]: [aMessage(talk, 1, ben)] });
    await cache.claim(ben.id);
    expect(await cache.read(NOW)).toBeNull();
    expect(await cache.messages(talk.id)).toEqual([]);
    // A window of the person before is late.
    await keep(told(), { [talk.id]: [aMessage(talk, 1, ben)] });
    expect(await cache.read(NOW)).toBeNull();
    expect(await cache.messages(talk.id)).toEqual([]);
  });

  it("stays when the same person comes again", async () => {
    await cache.claim(me.id);
    await keep(told());
    await cache.claim(me.id);
    expect(await cache.read(NOW)).not.toBeNull();
  });

  it("is nothing after a sign-out, and no other window writes it again", async () => {
    await cache.claim(me.id);
    await keep(told(), { [talk.id]: [aMessage(talk, 1, ben)] });
    await cache.forget();
    await keep(told(), { [talk.id]: [aMessage(talk, 1, ben)] });
    expect(await cache.read(NOW)).toBeNull();
    expect(await cache.messages(talk.id)).toEqual([]);
  });
});

describe("the bounds", () => {
  const all = () => true;
  const rooms = (count: number, bytes: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`room-${n}`, { at: n, bytes }]));

  it("are so many rooms, those looked at last", () => {
    expect(tooMuch(rooms(KEPT_ROOMS, 1), all)).toEqual([]);
    expect(tooMuch(rooms(KEPT_ROOMS + 2, 1), all)).toEqual(["room-1", "room-0"]);
  });

  it("are so many bytes, and a room too large does not push out the small ones", () => {
    expect(tooMuch(rooms(4, KEPT_BYTES / 4), all)).toEqual([]);
    expect(tooMuch(rooms(5, KEPT_BYTES / 4), all)).toEqual(["room-0"]);
    const large = { ...rooms(3, 10), large: { at: 9, bytes: KEPT_BYTES + 1 } };
    expect(tooMuch(large, all)).toEqual(["large"]);
  });

  it("hold in the store, however much is written", async () => {
    const many = Array.from({ length: KEPT_ROOMS + 5 }, (_, n) => aRoom(n + 1));
    const state = applySnapshot(emptyState(me), { account, rooms: many });
    await cache.claim(me.id);
    for (const [n, room] of many.entries()) {
      await keep(state, { [room.id]: [aMessage(room, 1, ben)] }, NOW + n);
    }
    const held = await Promise.all(many.map((room) => cache.messages(room.id)));
    expect(held.map((messages) => messages.length)).toEqual(many.map((_, n) => (n < 5 ? 0 : 1)));
  });
});
