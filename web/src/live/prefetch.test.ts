import { beforeEach, expect, it } from "vitest";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { MessagePage } from "../api/types";
import { FakeTime } from "../testing/fake-time";
import { aMessage, aRoom, ben, me } from "../testing/fixtures";
import { mockApi } from "../testing/mock-api";
import { AHEAD_LETTERS, AHEAD_ROOMS, readAhead } from "./prefetch";
import { applyPage, applySnapshot } from "./snapshot";
import { type ClientState, emptyState } from "./state";

const { account } = mockApi().server;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();
const quiet = aRoom(1, { last_seq: 3, last_message_at: at(5) });
const lately = aRoom(2, { last_seq: 3, last_message_at: at(9) });
const unread = aRoom(3, { last_seq: 3, last_message_at: at(1), unread_count: 2 });
const named = aRoom(4, { last_seq: 3, last_message_at: at(0), unread_count: 1, mention_count: 1 });
const hidden = aRoom(5, { last_seq: 3, unread_count: 2, involvement: "invisible" });
const empty = aRoom(6);
const all = [quiet, lately, unread, named, hidden, empty];

let time: FakeTime;
let store: StoreApi<ClientState>;
let reads: string[];
let welcome: boolean;
let answer: (roomId: string) => Promise<MessagePage>;
let stop: () => void;

function pageOf(roomId: string, text = "Hello"): MessagePage {
  const room = all.find(({ id }) => id === roomId) ?? quiet;
  const messages = [1, 2, 3].map((seq) => aMessage(room, seq, ben, { source: text }));
  return { messages, has_older: false, has_newer: false };
}

function begin(state: ClientState): void {
  store.setState(state, true);
  stop = readAhead(store, {
    after: time.after,
    idle: (task) => task(),
    isWelcome: () => welcome,
    read: (roomId) => {
      reads.push(roomId);
      return answer(roomId);
    },
    update: (change) => store.setState(change(store.getState()), true),
  });
}

const loaded = (rooms = all) => applySnapshot(emptyState(me), { account, rooms });
const opened = (state: ClientState, roomId: string) =>
  applyPage(state, roomId, pageOf(roomId), "replace");

beforeEach(() => {
  time = new FakeTime();
  store = createStore(() => emptyState(me));
  reads = [];
  welcome = true;
  answer = async (roomId) => pageOf(roomId);
});

it("reads what is asked of me first, then what is unread, then what was talked in last", async () => {
  begin(loaded());
  expect(reads).toEqual([]);
  await time.pass(10_000);
  expect(reads).toEqual([named.id, unread.id, lately.id, quiet.id]);
  expect(store.getState().timelines[unread.id]?.messages).toHaveLength(3);
});

it("leaves rooms alone that were opened, and reads none before it knows them", async () => {
  begin(emptyState(me));
  await time.pass(10_000);
  expect(reads).toEqual([]);
  store.setState(opened(loaded(), named.id), true);
  await time.pass(1_000);
  expect(reads).toEqual([unread.id]);
});

it("holds a few rooms only, those that were opened among them", async () => {
  const many = Array.from({ length: 20 }, (_, n) => aRoom(10 + n, { last_seq: 3 }));
  begin(opened(loaded([...all, ...many]), named.id));
  await time.pass(60_000);
  expect(reads).toHaveLength(AHEAD_ROOMS - 1);
});

it("reads no more than so many letters", async () => {
  const long = "x".repeat(AHEAD_LETTERS / 8);
  answer = async (roomId) => pageOf(roomId, long);
  begin(loaded());
  await time.pass(60_000);
  expect(reads).toEqual([named.id, unread.id]);
});

it("waits while nobody looks or there is no network", async () => {
  welcome = false;
  begin(loaded());
  await time.pass(10_000);
  expect(reads).toEqual([]);
  welcome = true;
  store.setState({ ...store.getState() }, true);
  await time.pass(1_000);
  expect(reads).toEqual([named.id]);
});

it("asks once for what cannot be had, and goes on with the next", async () => {
  answer = async (roomId) => {
    if (roomId === named.id) throw new Error("out");
    return pageOf(roomId);
  };
  begin(loaded([named, unread]));
  await time.pass(60_000);
  expect(reads).toEqual([named.id, unread.id]);
  expect(store.getState().timelines[named.id]).toBeUndefined();
});

it("takes no page that may be older than what was told meanwhile: it is read again", async () => {
  let first = true;
  answer = async (roomId) => {
    const page = pageOf(roomId);
    if (first) {
      first = false;
      const state = store.getState();
      const room = state.rooms[roomId];
      if (room === undefined) throw new Error("no room");
      const rooms = { ...state.rooms, [roomId]: { ...room, rev: room.rev + 1 } };
      store.setState({ ...state, rooms }, true);
    }
    return page;
  };
  begin(loaded([named]));
  await time.pass(1_000);
  expect(store.getState().timelines[named.id]).toBeUndefined();
  await time.pass(1_000);
  expect(reads).toEqual([named.id, named.id]);
  expect(store.getState().timelines[named.id]?.messages).toHaveLength(3);
});

it("leaves the window of somebody who opened the room meanwhile", async () => {
  answer = async (roomId) => {
    store.setState(opened(store.getState(), roomId), true);
    return pageOf(roomId, "Later");
  };
  begin(loaded([named]));
  await time.pass(1_000);
  expect(store.getState().timelines[named.id]?.messages[0]?.source).toBe("Hello");
});

it("reads again what a reset took away, and nothing after its end", async () => {
  begin(loaded([named]));
  await time.pass(2_000);
  store.setState({ ...store.getState(), loaded: false, timelines: {} }, true);
  store.setState(loaded([named]), true);
  await time.pass(2_000);
  expect(reads).toEqual([named.id, named.id]);
  stop();
  store.setState(loaded([unread]), true);
  await time.pass(5_000);
  expect(reads).toHaveLength(2);
});
