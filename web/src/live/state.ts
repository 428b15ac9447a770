import type { Account, Creator, Me, Room, User } from "../api/types";
import type { FlagStates } from "./frames";
import type { Timeline } from "./timeline-state";

/** A person as far as we know them: a message names only the first four. */
export type Person = Creator & Partial<Pick<User, "bio" | "standing">>;

/** A room of mine; people live in `people`, a direct room keeps their ids. */
export type RoomState = Omit<Room, "members"> & { readonly member_ids: readonly string[] };

/** What does not work on the server, by its stable words. */
export interface Health {
  readonly degraded: boolean;
  readonly reasons: readonly string[];
}

/** Everything works, or nothing else is known. */
export const WELL: Health = { degraded: false, reasons: [] };

/** Everything the server told us. Drafts, scroll and focus are the only other state of the client. */
export interface ClientState {
  readonly me: Me;
  readonly accountName: string;
  /** What administrators set for the account. */
  readonly settings: Account["settings"];
  readonly joinUrl: string | null;
  /** Rises with every change of my list of bookmarks: who shows it reads it again. */
  readonly bookmarkChanges: number;
  /** False until the first answer of `GET /rooms`. */
  readonly loaded: boolean;
  /** Position of the last event applied; opaque. */
  readonly cursor: string | null;
  readonly people: Readonly<Record<string, Person>>;
  readonly rooms: Readonly<Record<string, RoomState>>;
  /** Ids of the members of rooms whose list was read; kept right by events after that. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Where the list goes on, of rooms with more members than were read. */
  readonly moreMembers: Readonly<Record<string, string>>;
  readonly timelines: Readonly<Record<string, Timeline>>;
  readonly online: ReadonlySet<string>;
  /** People online when the server gives only a number (above 500), else null. */
  readonly onlineCount: number | null;
  readonly typing: Readonly<Record<string, readonly string[]>>;
  /** What is not named, or was never read, is off. */
  readonly flags: { readonly version: number; readonly flags: Readonly<Partial<FlagStates>> };
  readonly health: Health;
  /** The build of the server as it said at the last greeting. */
  readonly serverBuild: string | null;
  /** Since when these are the words of this device alone, ms since 1970; null once the server told them. */
  readonly keptAt: number | null;
  /** Rooms whose window came from this device: the server reads them again when it is there. */
  readonly keptWindows: readonly string[];
  /** A room whose `rev` jumped: nothing after the jump was applied, a resume will bring it. */
  readonly gap: string | null;
  /** Rooms and pages that an event told us to read again. */
  readonly wanted: { readonly rooms: readonly string[]; readonly timelines: readonly string[] };
  /** Posts of mine that a replay refused, by `client_message_id`, with the code. */
  readonly refusedPosts: Readonly<Record<string, string>>;
}

/** Before any are known: all off. */
export const NO_FLAGS: ClientState["flags"] = { version: 0, flags: {} };

/** Whether I may make open and closed rooms; pings are everybody's. */
export function mayMakeRooms({ me, settings }: ClientState): boolean {
  return me.role === "administrator" || !settings.restrict_room_creation_to_administrators;
}

/** The state of a person who has just come, before anything was read. */
export function emptyState(me: Me): ClientState {
  return {
    me,
    accountName: "Campfire",
    settings: { restrict_room_creation_to_administrators: false, custom_css_url: null },
    joinUrl: null,
    bookmarkChanges: 0,
    loaded: false,
    cursor: null,
    people: { [me.id]: me },
    rooms: {},
    members: {},
    moreMembers: {},
    timelines: {},
    online: new Set(),
    onlineCount: null,
    typing: {},
    flags: NO_FLAGS,
    health: WELL,
    serverBuild: null,
    keptAt: null,
    keptWindows: [],
    gap: null,
    wanted: { rooms: [], timelines: [] },
    refusedPosts: {},
  };
}

/** Takes over people in full; what we knew in part is replaced. */
export function withPeople(state: ClientState, users: readonly User[]): ClientState {
  if (users.length === 0) return state;
  const people = { ...state.people };
  for (const user of users) people[user.id] = user;
  return { ...state, people };
}

/** Remembers a message's author when we know nothing better. */
export function withCreators(state: ClientState, creators: readonly Creator[]): ClientState {
  const unknown = creators.filter((creator) => state.people[creator.id] === undefined);
  if (unknown.length === 0) return state;
  const people = { ...state.people };
  for (const creator of unknown) people[creator.id] = creator;
  return { ...state, people };
}

/** Asks the runtime to read a room again. */
export function wantRoom(state: ClientState, roomId: string): ClientState {
  if (state.wanted.rooms.includes(roomId)) return state;
  return { ...state, wanted: { ...state.wanted, rooms: [...state.wanted.rooms, roomId] } };
}

/** Asks the runtime to read every page that is open again. */
export function wantTimelines(state: ClientState): ClientState {
  return { ...state, wanted: { ...state.wanted, timelines: Object.keys(state.timelines) } };
}

/** Asks the runtime to read again what came from this device. */
export function wantKeptWindows(state: ClientState): ClientState {
  if (state.keptWindows.length === 0) return state;
  const timelines = [...new Set([...state.wanted.timelines, ...state.keptWindows])];
  return { ...state, keptWindows: [], wanted: { ...state.wanted, timelines } };
}

/** Takes a room and all that hangs on it away. */
export function withoutRoom(state: ClientState, roomId: string): ClientState {
  return {
    ...state,
    rooms: without(state.rooms, roomId),
    members: without(state.members, roomId),
    moreMembers: without(state.moreMembers, roomId),
    timelines: without(state.timelines, roomId),
    typing: without(state.typing, roomId),
    keptWindows: state.keptWindows.filter((id) => id !== roomId),
    gap: state.gap === roomId ? null : state.gap,
    wanted: {
      rooms: state.wanted.rooms.filter((id) => id !== roomId),
      timelines: state.wanted.timelines.filter((id) => id !== roomId),
    },
  };
}

/** A copy of a record without one key; the same record when it was not there. */
export function without<T>(
  record: Readonly<Record<string, T>>,
  key: string,
): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}
