import { expect, it } from "vitest";
import { aRoom, me } from "../testing/fixtures";
import { nextRoom } from "./room-list";
import { type ClientState, emptyState } from "./state";

const room = (n: number, name: string, unread_count = 0, over = {}) => {
  const { members: _none, ...rest } = aRoom(n, { name, unread_count, ...over });
  return { ...rest, member_ids: [] };
};
const a = room(1, "a");
const b = room(2, "b", 2);
const c = room(3, "c");
const d = room(4, "d", 1);
const hidden = room(5, "e", 0, { involvement: "invisible" });
const state: ClientState = {
  ...emptyState(me),
  rooms: Object.fromEntries([d, hidden, c, b, a].map((one) => [one.id, one])),
};

it("goes through the rooms of the list in a ring, without hidden ones", () => {
  expect(nextRoom(state, a.id, 1, "all")).toBe(b.id);
  expect(nextRoom(state, d.id, 1, "all")).toBe(a.id);
  expect(nextRoom(state, a.id, -1, "all")).toBe(d.id);
  expect(nextRoom(state, null, 1, "all")).toBe(a.id);
  expect(nextRoom(state, null, -1, "all")).toBe(d.id);
  expect(nextRoom(state, hidden.id, 1, "all")).toBe(a.id);
});

it("goes to what is unread elsewhere, from where one is", () => {
  expect(nextRoom(state, c.id, 1, "unread")).toBe(d.id);
  expect(nextRoom(state, d.id, 1, "unread")).toBe(b.id);
  expect(nextRoom(state, c.id, -1, "unread")).toBe(b.id);
  const read = { ...state, rooms: { [a.id]: a, [b.id]: b } };
  expect(nextRoom(read, b.id, 1, "unread")).toBeUndefined();
  expect(nextRoom({ ...state, rooms: {} }, null, 1, "all")).toBeUndefined();
});
