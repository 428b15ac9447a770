import { expect, it } from "vitest";
import { aMessage, ann, aRoom } from "../testing/fixtures";
import { mergePage, putMessage, TIMELINE_MAX, type Timeline } from "./timeline-state";

const room = aRoom(1);
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => aMessage(room, from + n, ann));
const page = (from: number, to: number, has_older = from > 1) => ({
  messages: run(from, to),
  has_older,
  has_newer: false,
});
const seqs = (timeline: Timeline) => timeline.messages.map((message) => message.seq);

it("appends what touches the end and leaves out what would make a hole", () => {
  const held: Timeline = { messages: run(5, 6), hasOlder: true };
  expect(seqs(putMessage(held, aMessage(room, 7, ann)))).toEqual([5, 6, 7]);
  expect(putMessage(held, aMessage(room, 9, ann))).toBe(held);
  expect(putMessage(held, aMessage(room, 2, ann))).toBe(held);
});

it("starts an empty room with its first message only", () => {
  const empty: Timeline = { messages: [], hasOlder: false };
  expect(seqs(putMessage(empty, aMessage(room, 1, ann)))).toEqual([1]);
  expect(putMessage(empty, aMessage(room, 2, ann))).toBe(empty);
});

it("never lets a page put an older copy over a newer one", () => {
  const edited = aMessage(room, 2, ann, { rev: 9, html: "<p>new</p>" });
  const held = putMessage({ messages: run(1, 3), hasOlder: false }, edited);
  expect(mergePage(held, page(1, 3), "replace").messages[1]?.html).toBe("<p>new</p>");
  expect(mergePage(held, page(1, 3), "refresh").messages[1]?.html).toBe("<p>new</p>");
});

it("keeps what came live behind the page while it was on its way", () => {
  const live: Timeline = { messages: run(8, 12), hasOlder: true };
  expect(seqs(mergePage(live, page(1, 10), "replace")).at(-1)).toBe(12);
});

it("joins pages without doubles, whatever they overlap", () => {
  const held: Timeline = { messages: run(50, 60), hasOlder: true };
  const older = mergePage(held, page(30, 52), "older");
  expect(seqs(older)).toEqual(seqs({ messages: run(30, 60), hasOlder: true }));
  const newer = mergePage(older, page(58, 70), "newer");
  expect(seqs(newer)).toEqual(seqs({ messages: run(30, 70), hasOlder: true }));
});

it("cuts the far end, so that a long read stays light", () => {
  const held: Timeline = { messages: run(101, 100 + TIMELINE_MAX), hasOlder: true };
  const older = mergePage(held, page(51, 100), "older");
  expect(older.messages).toHaveLength(TIMELINE_MAX);
  expect(older.messages[0]?.seq).toBe(51);
  const newer = mergePage(held, page(101 + TIMELINE_MAX, 150 + TIMELINE_MAX), "newer");
  expect(newer.messages.at(-1)?.seq).toBe(150 + TIMELINE_MAX);
  expect(newer).toMatchObject({ hasOlder: true });
});

it("lets go of the oldest in a busy room, and of nothing under a reader", () => {
  const full: Timeline = { messages: run(1, TIMELINE_MAX), hasOlder: false };
  const next = aMessage(room, TIMELINE_MAX + 1, ann);
  const followed = putMessage(full, next);
  expect(followed.messages.length).toBeLessThan(TIMELINE_MAX);
  expect(followed.messages.at(-1)).toBe(next);
  expect(followed.hasOlder).toBe(true);
  const read = { ...full, reading: true };
  expect(putMessage(read, next)).toBe(read);
});

it("never lets a jump look like a neighbour", () => {
  const held: Timeline = { messages: run(1, 50), hasOlder: false, reading: true };
  const jumped = mergePage(held, page(951, 1000), "replace");
  expect(seqs(jumped)).toEqual(seqs({ messages: run(951, 1000), hasOlder: true }));
  expect(jumped).toMatchObject({ hasOlder: true, reading: true });
});
