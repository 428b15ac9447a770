import type { AccountInEvent, Message, RoomInEvent, User } from "../api/types";
import { assertNever } from "../lib/assert-never";
import type { EventBody, LiveEvent } from "./frames";
import { applyFlags } from "./snapshot";
import {
  type ClientState,
  type RoomState,
  wantRoom,
  wantTimelines,
  withCreators,
  without,
  withoutRoom,
  withPeople,
} from "./state";
import { changeMessage, newerCopy, putMessage } from "./timeline-state";
import { afterDelete, afterEdit, afterPost } from "./unread";

/**
 * How an event stands to what we hold of its room. `old`: the room is as far already (a resume
 * overlaps, or a page was read later), only copies of messages may still learn from it. `gap`: the
 * `rev` jumped, so something is missing.
 */
type Step = "next" | "old" | "gap" | "free";

/**
 * The state after an event: pure, total, and the only place that knows what events mean. An event
 * behind a gap changes nothing but `gap`; the runtime resumes, and the same event comes again.
 */
export function applyEvent(state: ClientState, event: LiveEvent): ClientState {
  const room = event.room_id ? state.rooms[event.room_id] : undefined;
  const step = stepOf(state, room, event);
  if (step === "gap") return { ...state, gap: event.room_id ?? null };
  const after = { ...change(state, event, step), cursor: event.cursor };
  return event.room_id && event.rev ? raiseRev(after, event.room_id, event.rev) : after;
}

function stepOf(state: ClientState, room: RoomState | undefined, event: LiveEvent): Step {
  if (room === undefined || !event.rev) return "free";
  if (event.rev <= room.rev) return "old";
  if (event.rev === room.rev + 1) return "next";
  // One's own grant sets the baseline: what came before it was never ours to see. And of a room
  // that is gone nothing can be missing.
  const grant = event.kind === "membership_granted" && event.data.user.id === state.me.id;
  const end =
    event.kind === "room_deleted" ||
    (event.kind === "membership_revoked" && event.data.user_id === state.me.id);
  return grant || end ? "next" : "gap";
}

function change(state: ClientState, event: LiveEvent, step: Step): ClientState {
  const roomId = event.room_id ?? null;
  switch (event.kind) {
    case "message_posted":
    case "message_edited":
    case "message_deleted":
      return onMessage(state, event.kind, event.data.message, step);
    case "boost_added":
    case "boost_removed":
      return onBoost(state, roomId, event.rev ?? 0, event);
    case "bookmark_added":
    case "bookmark_removed":
      return { ...state, bookmarkChanges: state.bookmarkChanges + 1 };
    case "messages_erased":
      return onErased(state, event.data.user_id);
    case "user_updated":
      return onUser(state, event.data.user);
    case "account_updated":
      return onAccount(state, event.data.account);
    case "flags_changed":
      return applyFlags(state, event.data);
    case "sessions_ended":
      // Our own session's end comes as close code 4001 or a 401; others' ends change nothing here.
      return state;
    case "post_refused": {
      const { client_message_id, code } = event.data;
      return { ...state, refusedPosts: { ...state.refusedPosts, [client_message_id]: code } };
    }
    default:
      return step === "old" ? state : changeRoom(state, event);
  }
}

type RoomEvent = Extract<
  EventBody,
  {
    kind:
      | "room_created"
      | "room_updated"
      | "room_deleted"
      | "membership_granted"
      | "membership_revoked"
      | "involvement_changed"
      | "favourite_changed"
      | "read_moved";
  }
>;

function changeRoom(state: ClientState, event: RoomEvent): ClientState {
  switch (event.kind) {
    case "room_created":
    case "room_updated":
      return onRoom(state, event.data.room);
    case "room_deleted":
      return withoutRoom(state, event.data.room_id);
    case "membership_granted":
      return onGranted(state, event.data.room, event.data.user);
    case "membership_revoked":
      return onRevoked(state, event.data.room_id, event.data.user_id);
    case "involvement_changed": {
      const { room_id, involvement } = event.data;
      // The counts depend on it, and only the server knows them.
      return wantRoom(patchRoom(state, room_id, { involvement }), room_id);
    }
    case "favourite_changed": {
      const { room_id, favourite } = event.data;
      return patchRoom(state, room_id, { favourite });
    }
    case "read_moved": {
      const { room_id, ...marks } = event.data;
      return patchRoom(state, room_id, marks);
    }
    default:
      return unknownKind(state, event);
  }
}

/** A kind of a newer server: nothing we can show, but the types must have named every kind of today. */
function unknownKind(state: ClientState, event: never): ClientState {
  return event === undefined ? assertNever(event) : state;
}

function onMessage(
  state: ClientState,
  kind: "message_posted" | "message_edited" | "message_deleted",
  message: Message,
  step: Step,
): ClientState {
  const room = state.rooms[message.room_id];
  // A room we do not list yet (a direct room that was empty until now).
  if (room === undefined) return wantRoom(state, message.room_id);
  const timeline = state.timelines[message.room_id];
  const held = timeline?.messages.find((copy) => copy.id === message.id);
  let next = withCreators(state, [message.creator]);
  if (timeline !== undefined) {
    const timelines = { ...next.timelines, [room.id]: putMessage(timeline, message) };
    next = { ...next, timelines };
  }
  if (step === "old") return next;
  if (kind === "message_posted") {
    next = patchRoom(next, room.id, afterPost(room, message, state.me.id));
    return stopTyping(next, room.id, message.creator.id);
  }
  if (kind === "message_edited") {
    const edited = afterEdit(room, message, held, state.me.id);
    return edited === null ? wantRoom(next, room.id) : patchRoom(next, room.id, edited);
  }
  if (kind === "message_deleted") {
    return patchRoom(next, room.id, afterDelete(room, message, held, state.me.id));
  }
  return next;
}

function onBoost(
  state: ClientState,
  roomId: string | null,
  rev: number,
  event: Extract<EventBody, { kind: "boost_added" | "boost_removed" }>,
): ClientState {
  const timeline = roomId === null ? undefined : state.timelines[roomId];
  if (roomId === null || timeline === undefined) return state;
  const changed = changeMessage(timeline, event.data.message_id, (held) => {
    if (held.deleted) return held;
    const id = event.kind === "boost_added" ? event.data.boost.id : event.data.boost_id;
    const others = held.boosts.filter((boost) => boost.id !== id);
    const boosts = event.kind === "boost_added" ? [...others, event.data.boost] : others;
    return newerCopy(held, { ...held, boosts, rev });
  });
  return { ...state, timelines: { ...state.timelines, [roomId]: changed } };
}

/**
 * A ban: copies become tombstones at once, open pages are read again for the truth, and so is what
 * is unread, for tombstones do not count.
 */
function onErased(state: ClientState, userId: string): ClientState {
  const timelines = Object.fromEntries(
    Object.entries(state.timelines).map(([id, timeline]) => {
      const messages = timeline.messages.map((message) =>
        message.creator.id === userId && !message.deleted ? tombstoneOf(message) : message,
      );
      return [id, { ...timeline, messages }];
    }),
  );
  const unread = Object.values(state.rooms).filter(
    (room) => room.unread_count > 0 || room.mention_count > 0,
  );
  const erased: ClientState = { ...state, timelines };
  const wished = unread.reduce((held, room) => wantRoom(held, room.id), erased);
  return wantTimelines(wished);
}

function tombstoneOf(message: Message): Message {
  const texts = { html: "", plain_text: "", source: "" };
  return { ...message, ...texts, mentions: [], boosts: [], sound: null, deleted: true };
}

function onRoom(state: ClientState, given: RoomInEvent): ClientState {
  const held = state.rooms[given.id];
  // A room that appears: the event serves all, so what is mine in it must be read.
  if (held === undefined) return wantRoom(state, given.id);
  const next = patchRoom(state, given.id, { name: given.name, kind: given.kind });
  if (held.kind === given.kind) return next;
  return wantRoom({ ...next, members: without(next.members, given.id) }, given.id);
}

function onGranted(state: ClientState, room: RoomInEvent, user: User): ClientState {
  const known = withPeople(state, [user]);
  // An empty direct room shows itself to who opened it; to me with its first message.
  if (user.id === state.me.id && room.kind === "direct" && room.last_seq === 0) return known;
  if (user.id === state.me.id) return wantRoom(known, room.id);
  const members = known.members[room.id];
  if (members === undefined || members.includes(user.id)) return known;
  return { ...known, members: { ...known.members, [room.id]: [...members, user.id] } };
}

function onRevoked(state: ClientState, roomId: string, userId: string): ClientState {
  if (userId === state.me.id) return withoutRoom(state, roomId);
  const members = state.members[roomId];
  if (members === undefined) return state;
  const rest = members.filter((id) => id !== userId);
  return stopTyping({ ...state, members: { ...state.members, [roomId]: rest } }, roomId, userId);
}

/** A person changed, or came: a newcomer is a member of every open room without an event of its own. */
function onUser(state: ClientState, user: User): ClientState {
  const next = withPeople(state, [user]);
  const members = Object.fromEntries(
    Object.entries(next.members).map(([roomId, ids]) => {
      const rest = ids.filter((id) => id !== user.id);
      if (user.standing !== "active") return [roomId, rest];
      const joins = next.rooms[roomId]?.kind === "open" && rest.length === ids.length;
      return [roomId, joins ? [...ids, user.id] : ids];
    }),
  );
  if (user.id !== state.me.id) return { ...next, members };
  const { name, handle, role, bio } = user;
  return { ...next, members, me: { ...state.me, name, handle, role, bio } };
}

/** The event serves every host name, so it carries the code of the join link and not the link. */
function onAccount(state: ClientState, account: AccountInEvent): ClientState {
  const joinUrl = state.joinUrl?.replace(/[^/]+$/u, account.join_code) ?? null;
  return { ...state, accountName: account.name, joinUrl, settings: account.settings };
}

function stopTyping(state: ClientState, roomId: string, userId: string): ClientState {
  const typing = state.typing[roomId];
  if (!typing?.includes(userId)) return state;
  const rest = typing.filter((id) => id !== userId);
  return { ...state, typing: { ...state.typing, [roomId]: rest } };
}

function patchRoom(state: ClientState, roomId: string, patch: Partial<RoomState>): ClientState {
  const room = state.rooms[roomId];
  if (room === undefined) return state;
  return { ...state, rooms: { ...state.rooms, [roomId]: { ...room, ...patch } } };
}

function raiseRev(state: ClientState, roomId: string, rev: number): ClientState {
  const room = state.rooms[roomId];
  return room === undefined || room.rev >= rev ? state : patchRoom(state, roomId, { rev });
}
