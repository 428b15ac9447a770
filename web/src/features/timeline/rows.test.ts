import { expect, it } from "vitest";
import type { OutboxEntry } from "../../live/outbox-storage";
import { aMessage, anId, ann, aRoom, ben } from "../../testing/fixtures";
import { buildRows, byDay, type Row } from "./rows";

const room = aRoom(1);
const at = (day: number, hour: number, minute: number) =>
  new Date(2026, 10, day, hour, minute).toISOString();
const say = (seq: number, who: typeof ann, created_at: string) =>
  aMessage(room, seq, who, { created_at });
const build = (
  messages: ReturnType<typeof say>[],
  dividerSeq: number | null = null,
  pending: OutboxEntry[] = [],
) => buildRows({ messages, pending, me: ann.id, dividerSeq });
const shape = (rows: readonly Row[]) =>
  rows.map((row) => ("grouped" in row && row.grouped ? `${row.is}+` : row.is));

function pending(n: number, created_at: string): OutboxEntry {
  return {
    client_message_id: anId("client", n),
    user_id: ann.id,
    room_id: room.id,
    body: "…",
    created_at: new Date(created_at).getTime(),
    state: "sending",
    tries: 0,
    reason: null,
    seq: null,
  };
}

it("groups one author within five minutes, and nobody else's between", () => {
  const rows = build([
    say(1, ann, at(20, 9, 0)),
    say(2, ann, at(20, 9, 5)),
    say(3, ann, at(20, 9, 11)),
    say(4, ben, at(20, 9, 11)),
    say(5, ann, at(20, 9, 12)),
  ]);
  expect(shape(rows)).toEqual(["day", "message", "message+", "message", "message", "message"]);
});

it("begins every day with its date, and a day ends a group", () => {
  const rows = build([say(1, ann, at(20, 23, 59)), say(2, ann, at(21, 0, 1))]);
  expect(shape(rows)).toEqual(["day", "message", "day", "message"]);
});

it("cuts the rows where a day begins, and loses none", () => {
  const rows = build([say(1, ann, at(20, 9, 0)), say(2, ann, at(21, 9, 0))]);
  expect(byDay(rows).map(shape)).toEqual([
    ["day", "message"],
    ["day", "message"],
  ]);
  expect(byDay(rows).flat()).toEqual(rows);
  expect(byDay([])).toEqual([]);
});

it("puts the divider before the first unread message, once, and ends a group there", () => {
  const times = [1, 2, 3].map((minute) => at(20, 9, minute));
  const rows = build(
    times.map((time, n) => say(n + 1, ben, time)),
    1,
  );
  expect(shape(rows)).toEqual(["day", "message", "divider", "message", "message+"]);
});

it("shows what is on its way last, and never beside its stored self", () => {
  const first = say(1, ann, at(20, 9, 0));
  const rows = build([first], null, [pending(1, at(20, 9, 0)), pending(7, at(20, 9, 1))]);
  expect(shape(rows)).toEqual(["day", "message", "pending+"]);
});

it("keeps the key of a message when the server has stored it", () => {
  const before = build([], null, [pending(1, at(20, 9, 0))]).at(-1);
  const after = build([say(1, ann, at(20, 9, 0))]).at(-1);
  expect(after?.key).toBe(before?.key);
});
