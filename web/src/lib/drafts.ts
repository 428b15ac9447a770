/**
 * What a person has written and not sent, per room, kept in this browser at every key. It outlives
 * the page, the browser and the sign-out; other tabs see it at once.
 */

const KEY = "campfire.draft.";

const listeners = new Set<() => void>();
/** What the browser refused to keep lives as long as the page. */
const unkept = new Map<string, string>();
/** What was written here last. */
let latest: { readonly key: string; readonly text: string } | null = null;

/** The draft of a room, "" when there is none. */
export function draftOf(userId: string, roomId: string): string {
  return read(`${KEY}${userId}.${roomId}`);
}

/** Keeps the draft of a room; nothing written is no draft. */
export function keepDraft(userId: string, roomId: string, text: string): void {
  latest = { key: `${KEY}${userId}.${roomId}`, text };
  write(latest.key, text);
  tell();
}

/** The rooms in which a person has a draft, ascending, one text that changes only when they do. */
export function draftRooms(userId: string): string {
  const start = `${KEY}${userId}.`;
  return allKeys()
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length))
    .sort()
    .join(" ");
}

/** Calls back after each change, here or in another tab. The answer stops it. */
export function onDrafts(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", inOtherTab);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", inOtherTab);
  };
}

function inOtherTab({ key }: StorageEvent): void {
  if (key !== null && !key.startsWith(KEY)) return;
  // Whoever writes has the focus: what another tab says then gives way to what is on this screen.
  if (latest !== null && latest.key === key && document.hasFocus()) write(key, latest.text);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function read(key: string): string {
  try {
    return unkept.get(key) ?? localStorage.getItem(key) ?? "";
  } catch {
    return unkept.get(key) ?? "";
  }
}

function write(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    unkept.delete(key);
  } catch {
    // Storage is refused or full; the words stay on the screen.
    unkept.set(key, text);
  }
}

function allKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [...unkept.keys()];
  }
}
