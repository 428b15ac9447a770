import { beforeEach, expect, it } from "vitest";
import { createStore, type StoreApi } from "zustand/vanilla";
import { FakeTime } from "../testing/fake-time";
import { aMessage, aRoom, ben, me } from "../testing/fixtures";
import { keepState } from "./keep-state";
import { KEPT_OF_A_ROOM } from "./kept";
import type { KeptChange } from "./offline-cache";
import { applyPage } from "./snapshot";
import { type ClientState, emptyState } from "./state";

const LONG = KEPT_OF_A_ROOM + 20;
const room = aRoom(1, { last_seq: LONG });
const { members: _none, ...rest } = room;
const talk = { ...rest, member_ids: [] };

let time: FakeTime;
let store: StoreApi<ClientState>;
let kept: KeptChange[];
let claims: string[];
let keeper: ReturnType<typeof keepState>;

function page(state: ClientState, from: number, to: number): ClientState {
  const seqs = Array.from({ length: to - from + 1 }, (_, n) => from + n);
  const messages = seqs.map((seq) => aMessage(room, seq, ben));
  return applyPage(state, talk.id, { messages, has_older: from > 1, has_newer: false }, "replace");
}

beforeEach(() => {
  time = new FakeTime();
  store = createStore(() => emptyState(me));
  kept = [];
  claims = [];
  keeper = keepState(store, {
    cache: {
      claim: async (userId) => void claims.push(userId),
      keep: async (change) => void kept.push(change),
    },
    after: time.after,
    now: time.now,
    idle: (task) => task(),
  });
});

async function later(): Promise<void> {
  await time.pass(2_000);
}

const loaded = (): ClientState => ({
  ...emptyState(me),
  loaded: true,
  rooms: { [talk.id]: talk },
});

it("keeps nothing that the server has not told", async () => {
  store.setState({ ...loaded(), loaded: false, keptAt: 1 }, true);
  await later();
  expect(kept).toEqual([]);
  expect(claims).toEqual([me.id]);
});

it("gathers changes, and keeps the newest of a window once", async () => {
  for (let n = 0; n < 5; n += 1) store.setState({ ...loaded(), accountName: `Hearth ${n}` }, true);
  store.setState(page(store.getState(), 1, LONG), true);
  await later();
  expect(kept).toHaveLength(1);
  expect(kept[0]?.kept.accountName).toBe("Hearth 4");
  const window = kept[0]?.windows.get(talk.id) ?? [];
  expect([window.length, window[0]?.seq, window.at(-1)?.seq]).toEqual([KEPT_OF_A_ROOM, 21, LONG]);
  store.setState({ ...store.getState(), accountName: "Hearth" }, true);
  await later();
  expect(kept[1]?.windows.size).toBe(0);
});

it("keeps no window into the past: what comes next would be missing", async () => {
  store.setState(page(loaded(), 1, 50), true);
  await later();
  expect(kept[0]?.windows.size).toBe(0);
});

it("writes nothing for who comes and goes", async () => {
  store.setState(loaded(), true);
  await later();
  store.setState({ ...store.getState(), online: new Set([ben.id]), cursor: "1.9.aa" }, true);
  await later();
  expect(kept).toHaveLength(1);
});

it("writes at once when the window is put away, and never after its end", async () => {
  store.setState(loaded(), true);
  await keeper.flush();
  expect(kept).toHaveLength(1);
  store.setState({ ...loaded(), accountName: "Late" }, true);
  keeper.stop();
  await keeper.flush();
  await later();
  expect(kept).toHaveLength(1);
});
