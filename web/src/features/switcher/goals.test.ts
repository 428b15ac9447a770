import { expect, it } from "vitest";
import { type ClientState, emptyState } from "../../live/state";
import { ann, aRoom, ben, cleo, me } from "../../testing/fixtures";
import { goalsFor, knownPeople } from "./goals";

const room = (n: number, name: string | null, over = {}) => {
  const { members: _none, ...rest } = aRoom(n, { name, ...over });
  return { member_ids: [], ...rest };
};
const lobby = room(1, "Lobby");
const design = room(2, "Design", { unread_count: 2 });
const reviews = room(3, "Design reviews", { unread_count: 1, mention_count: 1 });
const garden = room(4, "Garden");
const ping = { ...room(5, null, { kind: "direct" }), member_ids: [ann.id, ben.id] };
const rooms = [lobby, design, reviews, garden, ping];
const state: ClientState = {
  ...emptyState(me),
  rooms: Object.fromEntries(rooms.map((one) => [one.id, one])),
  people: Object.fromEntries([ann, ben, cleo].map((one) => [one.id, one])),
};
const commands = [{ is: "command", id: "room", name: "New room", run: () => undefined }] as const;
const names = (query: string, recent: string[] = []) =>
  goalsFor({ state, query, recent, people: knownPeople(state), commands }).map(({ name }) => name);

it("shows without letters what waits, mentions first, then where one was last, then commands", () => {
  expect(names("", [garden.id, design.id, lobby.id])).toEqual([
    "Design reviews",
    "Design",
    "Garden",
    "Lobby",
    "New room",
  ]);
});

it("finds rooms, people and commands by their names, what waits before its equals", () => {
  expect(names("des")).toEqual(["Design reviews", "Design"]);
  expect(names("cleo")).toEqual(["Cleo Duarte"]);
  expect(names("@cleo")).toEqual(["Cleo Duarte"]);
  expect(names("new r")).toEqual(["New room"]);
});

it("takes where one was last before its equals", () => {
  expect(names("r")[0]).toBe("Design reviews");
  const read = { ...state, rooms: { [lobby.id]: lobby, [garden.id]: room(4, "Laundry") } };
  const found = (recent: string[]) =>
    goalsFor({ state: read, query: "l", recent, people: [], commands: [] })[0]?.name;
  expect(found([])).toBe("Lobby");
  expect(found([garden.id])).toBe("Laundry");
});

it("names whom one has a ping with once, by the ping", () => {
  expect(names("ben")).toEqual(["Ben Okafor"]);
  expect(knownPeople(state).map(({ name }) => name)).toEqual(["Cleo Duarte"]);
});
