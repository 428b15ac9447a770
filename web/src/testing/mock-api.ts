import { ApiProblem } from "../api/problem";
import type { Api } from "../api/queries";
import type { Account, FeatureFlags, Message, Room, Session, User } from "../api/types";
import { ann, ben, cleo, me } from "./fixtures";

/** What the doubled server holds; tests change it freely. */
export interface MockServer {
  account: Account;
  users: User[];
  rooms: Room[];
  sessions: Session[];
  flags: FeatureFlags;
  messages: Record<string, Message[]>;
  /** Calls in order, as "name argument…". */
  readonly calls: string[];
}

/** An API of the same type as the real one, answered from memory. Override a call to make it refuse. */
export function mockApi(over: Partial<Api> = {}): { api: Api; server: MockServer } {
  const server: MockServer = {
    account: {
      id: "0199000d-0000-7000-8000-000000000001",
      name: "Hearth",
      join_code: "ABCD-EFGH-IJKL",
      join_url: "http://127.0.0.1/join/ABCD-EFGH-IJKL",
      settings: { restrict_room_creation_to_administrators: false, custom_css_url: null },
    },
    users: [ann, ben, cleo],
    rooms: [],
    sessions: [],
    flags: {
      version: 1,
      flags: { files_enabled: false, avatars_enabled: false, opengraph_enabled: false },
      upgrade_messages: { files_enabled: "", avatars_enabled: "", opengraph_enabled: "" },
      unbuilt: ["files_enabled", "avatars_enabled", "opengraph_enabled"],
    },
    messages: {},
    calls: [],
  };
  const note = (...words: unknown[]) => void server.calls.push(words.join(" "));
  const nothing = async () => undefined;
  const refuse = async () => {
    throw new ApiProblem(404, "room.not_found", "There is no such room.");
  };
  const base: Api = {
    setup: async () => ({ needed: false, account_name: server.account.name }),
    setUp: nothing,
    signIn: nothing,
    signOut: nothing,
    sessions: async () => server.sessions,
    endSession: async (id) => {
      note("endSession", id);
      server.sessions = server.sessions.filter((session) => session.id !== id);
    },
    endOtherSessions: async () => {
      note("endOtherSessions");
      server.sessions = server.sessions.filter((session) => session.current);
    },
    joinPage: async () => ({ account_name: server.account.name }),
    join: nothing,
    me: async () => me,
    account: async () => server.account,
    users: async (query) => ({
      users: server.users.filter((user) => user.name.toLowerCase().includes(query.toLowerCase())),
      next: null,
    }),
    flags: async () => {
      note("flags");
      return server.flags;
    },
    changeFlags: async (body) => {
      note("changeFlags", JSON.stringify(body));
      const { version, flags } = server.flags;
      server.flags = { ...server.flags, version: version + 1, flags: { ...flags, ...body } };
      return server.flags;
    },
    rollBackFlags: async (version) => {
      note("rollBackFlags", version);
      server.flags = { ...server.flags, version: server.flags.version + 1 };
      return server.flags;
    },
    flagHistory: async () => [],
    leaveFeedback: async (feature, action) => note("leaveFeedback", feature, action),
    feedback: async () => [],
    rooms: async () => {
      note("rooms");
      return server.rooms;
    },
    room: async (id) => {
      note("room", id);
      return server.rooms.find((room) => room.id === id) ?? refuse();
    },
    createRoom: refuse,
    openDirect: refuse,
    renameRoom: nothing,
    convertRoom: async (id, kind, people) => {
      note("convertRoom", id, kind, ...people);
      return server.rooms.find((room) => room.id === id) ?? refuse();
    },
    setFavourite: async (id, favourite) => note("setFavourite", id, favourite),
    deleteRoom: nothing,
    members: async () => ({ members: server.users, next: null }),
    addMembers: nothing,
    removeMember: nothing,
    leaveRoom: nothing,
    setInvolvement: nothing,
    markRead: async (id, seq) => note("markRead", id, seq),
    moveReadBack: async (id, seq) => note("moveReadBack", id, seq),
    messages: async (id, place) => {
      note("messages", id, JSON.stringify(place));
      const all = server.messages[id] ?? [];
      const found = all.filter((message) => {
        if (place.at === "before") return message.seq < place.seq;
        if (place.at === "after") return message.seq > place.seq;
        return true;
      });
      const messages = place.at === "after" ? found.slice(0, 50) : found.slice(-50);
      const first = messages[0]?.seq ?? 1;
      const last = messages[messages.length - 1]?.seq ?? all.length;
      return { messages, has_older: first > 1, has_newer: last < all.length };
    },
    postMessage: refuse,
    undelivered: async () => [],
    discardUndelivered: async () => undefined,
    editMessage: refuse,
    deleteMessage: nothing,
    boost: async (room, message, content) => note("boost", room, message, content),
    bookmarks: async () => ({ bookmarks: [], next: null }),
    setBookmark: async (room, message, kept) => note("setBookmark", room, message, kept),
    removeBoost: async (room, message, boost) => note("removeBoost", room, message, boost),
    events: async () => ({ events: [], cursor: "1.1.aa", reset: null }),
  };
  return { api: { ...base, ...over }, server };
}
