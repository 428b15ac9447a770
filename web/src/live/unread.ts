import type { Message } from "../api/types";
import type { RoomState } from "./state";

/** What a message adds to a room's counts, by the room's involvement (product rule "unread"). */
export function countsFor(room: RoomState, message: Message, me: string) {
  if (message.deleted || message.creator.id === me || message.seq <= room.last_read_seq) {
    return { unread: 0, mentions: 0 };
  }
  const mentioned = message.mentions.includes(me) ? 1 : 0;
  switch (room.involvement) {
    case "invisible":
      return { unread: 0, mentions: 0 };
    case "nothing":
      return { unread: mentioned, mentions: mentioned };
    default:
      return { unread: 1, mentions: mentioned };
  }
}

/** The room after a new message: it is the last one, and mine are read as soon as they are posted. */
export function afterPost(room: RoomState, message: Message, me: string): RoomState {
  const last = {
    last_seq: Math.max(room.last_seq, message.seq),
    last_message_at: message.created_at,
  };
  if (message.creator.id === me) {
    return { ...room, ...last, last_read_seq: message.seq, unread_count: 0, mention_count: 0 };
  }
  const { unread, mentions } = countsFor(room, message, me);
  return {
    ...room,
    ...last,
    unread_count: room.unread_count + unread,
    mention_count: room.mention_count + mentions,
  };
}

/**
 * The room after an edit of an unread message, which may name others than before; `held` is our copy
 * of it before. Null when the counts cannot be known without it.
 */
export function afterEdit(
  room: RoomState,
  message: Message,
  held: Message | undefined,
  me: string,
): RoomState | null {
  if (message.seq <= room.last_read_seq || message.creator.id === me) return room;
  if (held === undefined) {
    return room.mention_count === 0 && !message.mentions.includes(me) ? room : null;
  }
  const before = countsFor(room, held, me);
  const after = countsFor(room, message, me);
  return {
    ...room,
    unread_count: Math.max(0, room.unread_count + after.unread - before.unread),
    mention_count: Math.max(0, room.mention_count + after.mentions - before.mentions),
  };
}

/** The room after an unread message went; `held` is our copy of it before, if we have one. */
export function afterDelete(
  room: RoomState,
  tombstone: Message,
  held: Message | undefined,
  me: string,
): RoomState {
  if (held?.deleted) return room;
  const before = held ?? { ...tombstone, deleted: false };
  const { unread, mentions } = countsFor(room, before, me);
  return {
    ...room,
    unread_count: Math.max(0, room.unread_count - unread),
    mention_count: Math.max(0, room.mention_count - mentions),
  };
}
