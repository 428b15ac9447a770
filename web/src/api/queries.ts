import { API_ROOT, answered, deadline, http } from "./client";
import { entry } from "./entry";
import type {
  Account,
  Bookmark,
  FeatureFlags,
  FeatureInterest,
  FlagVersion,
  Involvement,
  Message,
  MessagePage,
  PostedMessage,
  Room,
  Session,
  UndeliveredPost,
  User,
} from "./types";

/** The most messages a page may hold; the server's default. */
export const PAGE_SIZE = 50;

/** Where a page of messages lies. */
export type PagePlace =
  | { readonly at: "newest" }
  | { readonly at: "before"; readonly seq: number }
  | { readonly at: "after"; readonly seq: number }
  | { readonly at: "around"; readonly place: string };

/** Which room a person opens by name. */
export interface NewRoom {
  readonly kind: "open" | "closed";
  readonly name: string;
  readonly member_ids?: string[];
}

const inRoom = (room_id: string) => ({ params: { path: { room_id } }, signal: deadline() });

/** All calls of the client. One object, so that tests and the live runtime can be given another. */
export const api = {
  ...entry,
  signOut: async () => {
    await answered(http.DELETE("/session", { signal: deadline() }));
  },
  sessions: async (): Promise<Session[]> =>
    (await answered(http.GET("/sessions", { signal: deadline() }))).sessions,
  endSession: async (session_id: string) => {
    const params = { path: { session_id } };
    await answered(http.DELETE("/sessions/{session_id}", { params, signal: deadline() }));
  },
  endOtherSessions: async () => {
    await answered(http.DELETE("/sessions", { signal: deadline() }));
  },

  account: (): Promise<Account> => answered(http.GET("/account", { signal: deadline() })),
  users: async (query: string, after?: string): Promise<{ users: User[]; next: string | null }> => {
    const params = { query: { ...(query && { query }), ...(after && { after }) } };
    const page = await answered(http.GET("/users", { params, signal: deadline() }));
    return { users: page.users, next: page.next ?? null };
  },

  flags: (): Promise<FeatureFlags> => answered(http.GET("/feature-flags", { signal: deadline() })),
  changeFlags: (body: Partial<FeatureFlags["flags"]>): Promise<FeatureFlags> =>
    answered(http.PATCH("/feature-flags", { body, signal: deadline() })),
  rollBackFlags: (to_version: number): Promise<FeatureFlags> =>
    answered(http.POST("/feature-flags/rollback", { body: { to_version }, signal: deadline() })),
  flagHistory: async (): Promise<FlagVersion[]> =>
    (await answered(http.GET("/feature-flags/history", { signal: deadline() }))).versions,
  leaveFeedback: async (feature: string, action: string) => {
    await answered(
      http.POST("/feature-feedback", { body: { feature, action }, signal: deadline() }),
    );
  },
  feedback: async (): Promise<FeatureInterest[]> =>
    (await answered(http.GET("/feature-feedback", { signal: deadline() }))).feedback,

  rooms: async (): Promise<Room[]> =>
    (await answered(http.GET("/rooms", { signal: deadline() }))).rooms,
  room: (id: string): Promise<Room> => answered(http.GET("/rooms/{room_id}", inRoom(id))),
  createRoom: (body: NewRoom): Promise<Room> =>
    answered(http.POST("/rooms", { body, signal: deadline() })),
  openDirect: (user_ids: string[]): Promise<Room> =>
    answered(http.POST("/rooms/direct", { body: { user_ids }, signal: deadline() })),
  renameRoom: async (id: string, name: string) => {
    await answered(http.PATCH("/rooms/{room_id}", { ...inRoom(id), body: { name } }));
  },
  convertRoom: (id: string, kind: "open" | "closed", member_ids: string[]): Promise<Room> =>
    answered(http.PATCH("/rooms/{room_id}", { ...inRoom(id), body: { kind, member_ids } })),
  setFavourite: async (id: string, favourite: boolean) => {
    const change = favourite ? http.PUT : http.DELETE;
    await answered(change("/rooms/{room_id}/favourite", inRoom(id)));
  },
  deleteRoom: async (id: string) => {
    await answered(http.DELETE("/rooms/{room_id}", inRoom(id)));
  },

  members: async (
    room_id: string,
    after?: string,
  ): Promise<{ members: User[]; next: string | null }> => {
    const params = { path: { room_id }, query: after === undefined ? {} : { after } };
    const page = await answered(
      http.GET("/rooms/{room_id}/members", { params, signal: deadline() }),
    );
    return { members: page.members, next: page.next ?? null };
  },
  addMembers: async (id: string, user_ids: string[]) => {
    await answered(http.POST("/rooms/{room_id}/members", { ...inRoom(id), body: { user_ids } }));
  },
  removeMember: async (room_id: string, user_id: string) => {
    const params = { path: { room_id, user_id } };
    await answered(
      http.DELETE("/rooms/{room_id}/members/{user_id}", { params, signal: deadline() }),
    );
  },
  leaveRoom: async (id: string) => {
    await answered(http.DELETE("/rooms/{room_id}/members/me", inRoom(id)));
  },
  setInvolvement: async (id: string, involvement: Involvement) => {
    await answered(
      http.PUT("/rooms/{room_id}/involvement", { ...inRoom(id), body: { involvement } }),
    );
  },
  markRead: async (id: string, seq: number) => {
    await answered(http.PUT("/rooms/{room_id}/read", { ...inRoom(id), body: { seq } }));
  },
  moveReadBack: async (id: string, seq: number) => {
    const body = { seq, back: true };
    await answered(http.PUT("/rooms/{room_id}/read", { ...inRoom(id), body }));
  },

  messages: (room_id: string, place: PagePlace): Promise<MessagePage> => {
    const query = { limit: PAGE_SIZE, ...placeQuery(place) };
    const params = { path: { room_id }, query };
    return answered(http.GET("/rooms/{room_id}/messages", { params, signal: deadline() }));
  },
  postMessage: (
    room_id: string,
    body: { client_message_id: string; body: string; format?: "html" },
  ): Promise<PostedMessage> =>
    answered(http.POST("/rooms/{room_id}/messages", { ...inRoom(room_id), body })),
  undelivered: async (): Promise<UndeliveredPost[]> =>
    (await answered(http.GET("/me/undelivered", { signal: deadline() }))).undelivered,
  discardUndelivered: async (client_message_id: string) => {
    const params = { path: { client_message_id } };
    await answered(http.DELETE("/me/undelivered/{client_message_id}", { params }));
  },
  editMessage: (
    room_id: string,
    message_id: string,
    text: string,
    format: Message["format"],
  ): Promise<Message> =>
    answered(
      http.PATCH("/rooms/{room_id}/messages/{message_id}", {
        params: { path: { room_id, message_id } },
        body: { body: text, format },
        signal: deadline(),
      }),
    ),
  deleteMessage: async (room_id: string, message_id: string) => {
    const params = { path: { room_id, message_id } };
    await answered(
      http.DELETE("/rooms/{room_id}/messages/{message_id}", { params, signal: deadline() }),
    );
  },

  boost: async (room_id: string, message_id: string, content: string) => {
    await answered(
      http.POST("/rooms/{room_id}/messages/{message_id}/boosts", {
        params: { path: { room_id, message_id } },
        body: { content },
        signal: deadline(),
      }),
    );
  },
  bookmarks: async (before?: number): Promise<{ bookmarks: Bookmark[]; next: number | null }> => {
    const params = { query: before === undefined ? {} : { before } };
    const page = await answered(http.GET("/me/bookmarks", { params, signal: deadline() }));
    return { bookmarks: page.bookmarks, next: page.next ?? null };
  },
  setBookmark: async (room_id: string, message_id: string, kept: boolean) => {
    const change = kept ? http.PUT : http.DELETE;
    const params = { path: { room_id, message_id } };
    await answered(
      change("/rooms/{room_id}/messages/{message_id}/bookmark", { params, signal: deadline() }),
    );
  },
  removeBoost: async (room_id: string, message_id: string, boost_id: string) => {
    await answered(
      http.DELETE("/rooms/{room_id}/messages/{message_id}/boosts/{boost_id}", {
        params: { path: { room_id, message_id, boost_id } },
        signal: deadline(),
      }),
    );
  },

  events: (cursor: string | null, wait: number, signal: AbortSignal) => {
    const params = { query: { ...(cursor !== null && { cursor }), wait } };
    return answered(http.GET("/events", { params, signal }));
  },
} as const;

/** The calls as a type, for doubles. */
export type Api = typeof api;

/** The address of the live socket on this host. */
export function liveUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${API_ROOT}/live`;
}

function placeQuery(place: PagePlace) {
  switch (place.at) {
    case "newest":
      return {};
    case "before":
      return { before: place.seq };
    case "after":
      return { after: place.seq };
    case "around":
      return { around: place.place };
  }
}
