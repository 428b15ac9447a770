/** Every address of the client, in one place; a screen is linkable because it has a name here. */
export const paths = {
  home: () => "/",
  signIn: () => "/sign-in",
  join: (code: string) => `/join/${encodeURIComponent(code)}`,
  sessions: () => "/sessions",
  transfer: () => "/session/transfer",
  bookmarks: () => "/bookmarks",
  search: (query = "") => (query === "" ? "/search" : `/search?q=${encodeURIComponent(query)}`),
  mentions: () => "/mentions",
  people: () => "/people",
  audit: () => "/audit",
  settings: () => "/settings",
  health: () => "/health",
  room: (roomId: string) => `/rooms/${roomId}`,
  message: (roomId: string, messageId: string) => `/rooms/${roomId}/@${messageId}`,
} as const;

/** Patterns for the router, written beside the addresses they match. */
export const patterns = {
  home: "/",
  signIn: "/sign-in",
  join: "/join/:code",
  sessions: "/sessions",
  transfer: "/session/transfer",
  bookmarks: "/bookmarks",
  search: "/search",
  mentions: "/mentions",
  people: "/people",
  audit: "/audit",
  settings: "/settings",
  health: "/health",
  room: "/rooms/:roomId",
  /** The router knows no parameter within a part: `place` begins with `@`. */
  message: "/rooms/:roomId/:place",
} as const;

/** The whole address of a message, for other places than this client. */
export function linkToMessage(roomId: string, messageId: string): string {
  return location.origin + paths.message(roomId, messageId);
}
