import { expect, it } from "vitest";
import { aMessage, aRoom, ben, cleo, me } from "../testing/fixtures";
import { afterEdit } from "./unread";

const room = {
  ...aRoom(1),
  member_ids: [],
  last_seq: 3,
  last_read_seq: 1,
  unread_count: 2,
  mention_count: 1,
};
const said = (mentions: string[]) => aMessage(aRoom(1), 2, ben, { mentions });

it("counts who an edit names, and who it names no more", () => {
  const counts = (before: string[], after: string[]) => {
    const edited = afterEdit(room, said(after), said(before), me.id);
    return edited && [edited.unread_count, edited.mention_count];
  };
  expect(counts([], [me.id])).toEqual([2, 2]);
  expect(counts([me.id], [])).toEqual([2, 0]);
  expect(counts([cleo.id], [ben.id])).toEqual([2, 1]);
});

it("asks for the counts when it does not know what the message said before", () => {
  expect(afterEdit(room, said([]), undefined, me.id)).toBeNull();
  const unnamed = { ...room, mention_count: 0 };
  expect(afterEdit(unnamed, said([]), undefined, me.id)).toBe(unnamed);
  expect(afterEdit(unnamed, said([me.id]), undefined, me.id)).toBeNull();
});

it("leaves the counts when the message was read", () => {
  const read = { ...room, last_read_seq: 2 };
  expect(afterEdit(read, said([me.id]), said([]), me.id)).toBe(read);
});
