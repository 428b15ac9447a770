/** How a request is answered. `pass`: the worker leaves it to the browser. */
export type Way = "page" | "for-ever" | "fresh" | "pass";

/** What the worker looks at in a request. */
export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/** Pages of the server that are not the client's: never answered with its shell. */
const NOT_OURS = /^\/(?:api|up|livez|readyz|metrics)(?:\/|$)/u;

/**
 * Answers of the API are never kept, so the worker does not touch them. Built files never change
 * under their name; the few others may, and come from the server while it answers.
 */
export function wayOf(asked: Asked, origin: string, files: readonly string[]): Way {
  const url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== origin || NOT_OURS.test(url.pathname)) return "pass";
  if (asked.mode === "navigate") return "page";
  if (url.pathname.startsWith("/assets/")) return "for-ever";
  return files.includes(url.pathname) ? "fresh" : "pass";
}

/** Whether a window shows the client, and not another page of its server. */
export function isClient(address: string, origin: string): boolean {
  const url = new URL(address);
  return url.origin === origin && !NOT_OURS.test(url.pathname);
}

/** What a cache of ours is called. */
export function cacheOf(build: string): string {
  return `campfire-${build}`;
}

/**
 * Caches to delete when a build takes over, of all in the order they were made. The build before
 * stays: a window that still runs it finds its parts there.
 */
export function outdated(names: readonly string[], current: string): string[] {
  const before = names.filter((name) => name.startsWith(cacheOf("")) && name !== current);
  return before.slice(0, -1);
}
