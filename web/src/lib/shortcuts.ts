/**
 * Every key of the client, once: what is here is bound and shown on the sheet. It is written as
 * `aria-keyshortcuts` would be. `Control` is the command key on a Mac.
 */
export const SHORTCUTS = {
  switcher: "Control+K",
  shortcuts: "? Control+/",
  search: "/ Control+Shift+F",
  searchHere: "Control+F",
  nextUnread: "N",
  previousRoom: "Alt+ArrowUp",
  nextRoom: "Alt+ArrowDown",
  previousUnread: "Alt+Shift+ArrowUp",
  nextUnreadRoom: "Alt+Shift+ArrowDown",
  markAllRead: "Shift+Escape",
  nextPart: "F6 Control+F6",
  previousPart: "Shift+F6 Control+Shift+F6",
} as const;

/** What a key does wherever one is. */
export type Shortcut = keyof typeof SHORTCUTS;

/** What a key does with the message that has the focus: it presses the button of this name in its row. */
export const MESSAGE_SHORTCUTS = {
  reply: "R >",
  edit: "E",
  boost: ":",
  link: "L",
  unread: "U",
} as const;

/** What a key does in the list of messages, which binds them itself. */
export const LIST_SHORTCUTS = {
  nextMessage: "ArrowDown J",
  previousMessage: "ArrowUp K",
  firstMessage: "Home",
  lastMessage: "End",
  markRead: "Escape",
} as const;

/** What a key does while writing, when Enter sends; the field binds them itself. */
export const WRITING_SHORTCUTS = {
  send: "Enter",
  newLine: "Shift+Enter",
  editLast: "ArrowUp",
} as const;

/** What of a key counts; a `KeyboardEvent` has it. */
export type Key = Pick<
  KeyboardEvent,
  "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey"
>;

/** On a Mac the command key does what Control does elsewhere. */
export const isMac = (): boolean => /Mac|iP(?:hone|ad|od)/u.test(navigator.platform);

/** Keys as `aria-keyshortcuts` says them on this keyboard. */
export const ariaKeys = (keys: string, mac = isMac()): string =>
  mac ? keys.replaceAll("Control", "Meta") : keys;

/** What a key does with the focused message; null when nothing. */
export function messageShortcutOf(event: Key, mac = isMac()) {
  const all = Object.keys(MESSAGE_SHORTCUTS) as (keyof typeof MESSAGE_SHORTCUTS)[];
  return all.find((name) => isPressed(MESSAGE_SHORTCUTS[name], event, false, mac)) ?? null;
}

/** What a key means wherever one is; null when nothing. */
export function shortcutOf(event: Key, writing: boolean, mac = isMac()): Shortcut | null {
  const all = Object.keys(SHORTCUTS) as Shortcut[];
  return all.find((name) => isPressed(SHORTCUTS[name], event, writing, mac)) ?? null;
}

/** Whether one of some keys is pressed. Who writes means letters and signs as such. */
export function isPressed(keys: string, event: Key, writing = false, mac = isMac()): boolean {
  return keys.split(" ").some((one) => {
    const parts = one.split("+");
    const key = parts.pop() ?? "";
    const held = (name: string) => parts.includes(name);
    if (writing && key.length === 1 && !held("Control")) return false;
    // On some keyboards a sign is made with Shift, or with AltGr, which is Control and Alt.
    const sign = /^[^A-Z]$/u.test(key);
    const control = mac ? event.metaKey : event.ctrlKey;
    const other = mac ? event.ctrlKey : event.metaKey;
    return (
      named(event) === key &&
      control === held("Control") &&
      event.altKey === held("Alt") &&
      !other &&
      (sign || event.shiftKey === held("Shift"))
    );
  });
}

/**
 * A key's name; where letters are not Latin, the one that stands there on a Latin keyboard. A browser
 * that fills in a form tells of keys without names.
 */
function named({ key = "", code }: Key): string {
  if (key === "؟") return "?";
  if (key.length > 1) return key;
  if (/^[a-z]$/iu.test(key)) return key.toUpperCase();
  return /^Key[A-Z]$/u.test(code) && /^\p{L}/u.test(key) ? code.slice(3) : key;
}
