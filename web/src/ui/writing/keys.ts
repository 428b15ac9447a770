import { settings } from "../../lib/settings";

/** What a key event tells, of React or of the browser. */
export interface Key {
  readonly key: string;
  readonly code: string;
  readonly keyCode: number;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
}

/** How words may look. */
export type Format =
  | "bold"
  | "italic"
  | "strike"
  | "code"
  | "link"
  | "heading"
  | "quote"
  | "bullets"
  | "numbers"
  | "block";

/** What an input method gets: Safari ends a composition before the key that ended it, which is 229. */
const INPUT_METHOD = 229;

/** Whether a key belongs to an input method that is composing. */
export function isComposing(key: Key): boolean {
  return key.isComposing || key.keyCode === INPUT_METHOD;
}

/** Whether a key sends: Enter by the person's wish, with Ctrl or Cmd always, with Shift never. */
export function sends(key: Key): boolean {
  if (key.key !== "Enter" || key.shiftKey || key.altKey) return false;
  if (key.ctrlKey || key.metaKey) return true;
  // A touch keyboard has no Shift+Enter: there Enter makes a line and the button sends.
  return settings().enter === "send" && !window.matchMedia("(pointer: coarse)").matches;
}

/** Arrow up alone: with Alt it goes to another room. */
export function isUp(key: Key): boolean {
  return key.key === "ArrowUp" && !(key.altKey || key.ctrlKey || key.metaKey || key.shiftKey);
}

const PLAIN: Readonly<Record<string, Format>> = { KeyB: "bold", KeyI: "italic", KeyE: "code" };
const SHIFTED: Readonly<Record<string, Format>> = {
  KeyX: "strike",
  KeyU: "link",
  KeyC: "block",
  Digit7: "numbers",
  Digit8: "bullets",
  Digit9: "quote",
};

/** The format that a key asks for. */
export function formatOf(key: Key): Format | null {
  if (key.altKey || key.ctrlKey === key.metaKey) return null;
  return (key.shiftKey ? SHIFTED : PLAIN)[key.code] ?? null;
}
