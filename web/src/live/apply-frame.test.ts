import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Message, Room, User } from "../api/types";
import { me as aMe } from "../testing/fixtures";
import { applyFrame } from "./apply-frame";
import type { ServerFrame } from "./frames";
import { applyMembers, applyPage, applySnapshot } from "./snapshot";
import { type ClientState, emptyState, withPeople } from "./state";

interface Fixture {
  name: string;
  state_before: {
    me: string;
    cursor: string;
    users: User[];
    rooms: Room[];
    messages: Record<string, Message[]>;
    members?: Record<string, string[]>;
    join_url?: string;
  };
  frames: ServerFrame[];
  expect: Record<string, unknown>;
}

const folder = join(import.meta.dirname, "../../../tests/fixtures/wire");
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const read = (name: string): Fixture => JSON.parse(readFileSync(join(folder, name), "utf8"));

describe("the fixtures shared with the server", () => {
  it.each(files)("%s", (file) => {
    const fixture = read(file);
    const after = fixture.frames.reduce(applyFrame, stateOf(fixture));
    expect(view(after)).toMatchObject(wished(fixture.expect));
    for (const id of (fixture.expect.gone_rooms ?? []) as string[]) {
      expect(after.rooms).not.toHaveProperty(id);
      expect(after.timelines).not.toHaveProperty(id);
    }
  });

  it("leaves the state before untouched", () => {
    for (const file of files) {
      const fixture = read(file);
      const state = stateOf(fixture);
      const copy = structuredClone(state);
      fixture.frames.reduce(applyFrame, state);
      expect(state).toEqual(copy);
    }
  });

  it("ends the same when every event comes twice", () => {
    for (const file of files) {
      const fixture = read(file);
      const state = stateOf(fixture);
      const once = fixture.frames.reduce(applyFrame, state);
      const twice = fixture.frames.reduce(
        (held, frame) => applyFrame(applyFrame(held, frame), frame),
        state,
      );
      expect(view(twice), file).toEqual(view(once));
    }
  });
});

function stateOf({ state_before: given }: Fixture): ClientState {
  const start = { ...emptyState({ ...aMe, id: given.me }), cursor: given.cursor };
  const { settings } = start;
  const join_url = given.join_url ?? "";
  const account = { id: "a", name: "Campfire", join_code: "", join_url, settings };
  const known = withPeople(applySnapshot(start, { account, rooms: given.rooms }), given.users);
  const paged = Object.entries(given.messages).reduce((state, [id, messages]) => {
    const page = { messages, has_older: false, has_newer: false };
    return applyPage(state, id, page, "replace");
  }, known);
  return Object.entries(given.members ?? {}).reduce((state, [id, ids]) => {
    const users = given.users.filter((user) => ids.includes(user.id));
    return applyMembers(state, id, { members: users, next: null }, "start");
  }, paged);
}

/** The state in the words of the fixtures. */
function view(state: ClientState) {
  return {
    cursor: state.cursor,
    gap: state.gap,
    loaded: state.loaded,
    me: state.me,
    account_name: state.accountName,
    settings: state.settings,
    join_url: state.joinUrl,
    people: state.people,
    rooms: state.rooms,
    members: state.members,
    messages: Object.fromEntries(
      Object.entries(state.timelines).map(([id, timeline]) => [id, timeline.messages]),
    ),
    online: [...state.online].sort(),
    online_count: state.onlineCount,
    typing: state.typing,
    flags: state.flags,
    health: state.health,
    refused_posts: state.refusedPosts,
    wanted_rooms: state.wanted.rooms,
    wanted_timelines: state.wanted.timelines,
  };
}

function wished(expected: Record<string, unknown>) {
  const { gone_rooms: _checkedApart, ...rest } = expected;
  return rest;
}
