import { beforeEach, expect, it } from "vitest";
import { FakeTime } from "../testing/fake-time";
import { Attention } from "./attention";
import type { ClientFrame } from "./frames";

let time: FakeTime;
let sent: ClientFrame[];
let marked: number[];
let live: boolean;
let attention: Attention;

beforeEach(() => {
  time = new FakeTime();
  sent = [];
  marked = [];
  live = true;
  attention = new Attention({
    after: time.after,
    now: time.now,
    send: (frame) => {
      if (live) sent.push(frame);
      return live;
    },
    markRead: (_room, seq) => marked.push(seq),
  });
});

const typing = () => sent.filter((frame) => frame.type === "typing").map((frame) => frame.active);

it("says typing at most every 3 s, and its end after 5 s of rest", async () => {
  attention.show("r");
  for (let key = 0; key < 7; key += 1) {
    attention.typing();
    await time.pass(500);
  }
  expect(typing()).toEqual([true, true]);
  await time.pass(5_000);
  expect(typing()).toEqual([true, true, false]);
});

it("ends typing when the room is left or the window loses the focus", () => {
  attention.show("r");
  attention.typing();
  attention.show("other");
  attention.typing();
  attention.focus(false);
  expect(typing()).toEqual([true, false, true, false]);
});

it("says what is looked at once, and nothing while the window is away", () => {
  attention.show("r");
  attention.show("r");
  attention.focus(false);
  attention.focus(true);
  expect(sent).toEqual([
    { type: "viewing", room_id: "r" },
    { type: "viewing", room_id: null },
    { type: "viewing", room_id: "r" },
  ]);
});

it("raises the marker at once, then at most every second, never back", async () => {
  attention.seen("r", 3);
  attention.seen("r", 5);
  attention.seen("r", 4);
  expect(sent).toEqual([{ type: "read", room_id: "r", seq: 3 }]);
  await time.pass(1_000);
  expect(sent[1]).toEqual({ type: "read", room_id: "r", seq: 5 });
  await time.pass(5_000);
  expect(sent).toHaveLength(2);
});

it("raises no marker while nobody is there, and does when they are back", async () => {
  const seqs = () => sent.filter((frame) => frame.type === "read").map((frame) => frame.seq);
  attention.show("r");
  await time.pass(60_001);
  attention.seen("r", 1);
  attention.seen("r", 2);
  expect(seqs()).toEqual([]);
  attention.sign();
  expect(seqs()).toEqual([2]);
  await time.pass(1_000);
  attention.focus(false);
  attention.seen("r", 3);
  attention.sign();
  expect(seqs()).toEqual([2]);
  attention.focus(true);
  expect(seqs()).toEqual([2, 3]);
});

it("tells of somebody who comes back after a rest, not of each sign", async () => {
  let returns = 0;
  attention.onReturn = () => {
    returns += 1;
  };
  await time.pass(10_000);
  attention.sign();
  expect(returns).toBe(0);
  await time.pass(10_001);
  attention.sign();
  attention.sign();
  expect(returns).toBe(1);
});

it("forgets what came while nobody was there when the room is left", async () => {
  attention.show("r");
  attention.focus(false);
  attention.seen("r", 1);
  attention.show("other");
  attention.focus(true);
  expect(sent.filter((frame) => frame.type === "read")).toEqual([]);
});

it("tells what is looked at when that changes", () => {
  const looks: (string | null)[] = [];
  attention.onLook = (room) => looks.push(room);
  attention.show("r");
  attention.focus(false);
  attention.focus(true);
  attention.show(null);
  expect(looks).toEqual(["r", null, "r", null]);
  expect(attention.looksAt).toBeNull();
});

it("marks over HTTP when no socket is live", () => {
  live = false;
  attention.seen("r", 3);
  expect(marked).toEqual([3]);
});

it("raises no marker in a room that was left unread, until it is opened again", async () => {
  attention.show("r");
  attention.seen("r", 2);
  attention.seen("r", 4);
  attention.keepUnread("r");
  await time.pass(5_000);
  attention.again();
  attention.seen("r", 5);
  const seqs = () => sent.filter((frame) => frame.type === "read").map((frame) => frame.seq);
  expect(seqs()).toEqual([2]);
  attention.show("other");
  attention.show("r");
  attention.seen("r", 5);
  expect(seqs()).toEqual([2, 5]);
});
