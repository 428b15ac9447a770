import type { Account, FeatureFlags, Me, Message, MessagePage, Room, User } from "../api/types";
import {
  type ClientState,
  type RoomState,
  wantKeptWindows,
  withCreators,
  without,
  withoutRoom,
  withPeople,
} from "./state";
import { cutOldest, mergePage, type PageEnd, putMessage } from "./timeline-state";

/** Timelines kept after their room was left, so that going back is instant. */
const KEPT_TIMELINES = 12;
/** Messages kept of a room that is not on screen. */
const KEPT_MESSAGES = 100;

/**
 * All rooms as `GET /rooms` gave them. What is not in the answer is not mine any more. `me` is new when
 * the state before was this device's.
 */
export function applySnapshot(
  state: ClientState,
  snapshot: { account: Account; rooms: readonly Room[]; me?: Me | null },
): ClientState {
  const rooms = Object.fromEntries(snapshot.rooms.map((room) => [room.id, roomState(room)]));
  const kept = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => id in rooms));
  const held = wantKeptWindows(state);
  const wanted = held.wanted.timelines;
  const next: ClientState = {
    ...applyAccount(held, snapshot.account),
    me: snapshot.me ?? state.me,
    loaded: true,
    keptAt: null,
    rooms,
    members: kept(state.members),
    moreMembers: kept(state.moreMembers),
    timelines: kept(state.timelines),
    typing: {},
    gap: null,
    wanted: { rooms: [], timelines: wanted.filter((id) => id in rooms) },
  };
  return withPeople(
    next,
    snapshot.rooms.flatMap((room) => room.members ?? []),
  );
}

/** The account, read, or as an answer gave it after a change of ours. */
export function applyAccount(state: ClientState, account: Account): ClientState {
  const { name, join_url, settings } = account;
  return { ...state, accountName: name, joinUrl: join_url, settings };
}

/** The feature flags, read. What events told since is newer. */
export function applyFlags(
  state: ClientState,
  { version, flags }: Pick<FeatureFlags, "version" | "flags">,
): ClientState {
  return version > state.flags.version ? { ...state, flags: { version, flags } } : state;
}

/** One room read again. An answer older than what events told us leaves the wish standing. */
export function applyRoomRead(state: ClientState, room: Room): ClientState {
  const held = state.rooms[room.id];
  if (held !== undefined && held.rev > room.rev) return state;
  const rooms = { ...state.rooms, [room.id]: roomState(room) };
  const wanted = { ...state.wanted, rooms: state.wanted.rooms.filter((id) => id !== room.id) };
  return withPeople({ ...state, rooms, wanted }, room.members ?? []);
}

/** The room is gone, or hidden from us. */
export function applyRoomGone(state: ClientState, roomId: string): ClientState {
  return withoutRoom(state, roomId);
}

/** People of a room, read: the first of them, or those behind the ones we have. */
export function applyMembers(
  state: ClientState,
  roomId: string,
  page: { readonly members: readonly User[]; readonly next: string | null },
  at: "start" | "end",
): ClientState {
  const read = page.members.map((user) => user.id);
  const held = at === "end" ? (state.members[roomId] ?? []) : [];
  const members = { ...state.members, [roomId]: [...new Set([...held, ...read])] };
  const rest = without(state.moreMembers, roomId);
  const moreMembers = page.next === null ? rest : { ...rest, [roomId]: page.next };
  return withPeople({ ...state, members, moreMembers }, page.members);
}

/** A page of a room, read. */
export function applyPage(
  state: ClientState,
  roomId: string,
  page: MessagePage,
  end: PageEnd,
): ClientState {
  if (state.rooms[roomId] === undefined) return state;
  const timeline = mergePage(state.timelines[roomId], page, end);
  return withCreators(
    { ...state, timelines: { ...state.timelines, [roomId]: timeline } },
    page.messages.map((message) => message.creator),
  );
}

/** Messages that this device kept of a room, while there is nothing better. */
export function applyKept(
  state: ClientState,
  roomId: string,
  messages: readonly Message[],
): ClientState {
  const page = {
    messages: [...messages],
    has_older: (messages[0]?.seq ?? 1) > 1,
    has_newer: false,
  };
  const next = applyPage(state, roomId, page, "replace");
  if (next === state) return state;
  return { ...next, keptWindows: [...new Set([...next.keptWindows, roomId])] };
}

/** The wish to read a window again is taken up. */
export function timelineRead(state: ClientState, roomId: string): ClientState {
  const timelines = state.wanted.timelines.filter((id) => id !== roomId);
  return { ...state, wanted: { ...state.wanted, timelines } };
}

/** One message as an answer of the server gave it, for example after an edit of ours. */
export function applyMessageRead(state: ClientState, message: Message): ClientState {
  const timeline = state.timelines[message.room_id];
  if (timeline === undefined) return state;
  const timelines = { ...state.timelines, [message.room_id]: putMessage(timeline, message) };
  return { ...state, timelines };
}

/** The room left the screen: its window is cut, and the oldest windows are let go. */
export function leaveTimeline(state: ClientState, roomId: string): ClientState {
  const timeline = state.timelines[roomId];
  if (timeline === undefined) return state;
  const { [roomId]: _moved, ...others } = state.timelines;
  const left = { ...cutOldest(timeline, KEPT_MESSAGES), reading: false };
  const entries = Object.entries({ ...others, [roomId]: left });
  return { ...state, timelines: Object.fromEntries(entries.slice(-KEPT_TIMELINES)) };
}

function roomState(room: Room): RoomState {
  const { members, ...rest } = room;
  return { ...rest, member_ids: (members ?? []).map((user) => user.id) };
}
