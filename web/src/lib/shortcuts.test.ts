import { describe, expect, it } from "vitest";
import { type Key, messageShortcutOf, shortcutOf } from "./shortcuts";

function pressed(key: string, over: Partial<Key> = {}): Key {
  const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
  return { key, code: "", ...none, ...over };
}
const read = (key: Key) => shortcutOf(key, false, false);
const write = (key: Key) => shortcutOf(key, true, false);

describe("a key", () => {
  it("means the same wherever one is, but letters and signs are writing in a field", () => {
    const control = { ctrlKey: true };
    expect(read(pressed("k", control))).toBe("switcher");
    expect(write(pressed("k", control))).toBe("switcher");
    expect(write(pressed("/", control))).toBe("shortcuts");
    expect(read(pressed("?", { shiftKey: true }))).toBe("shortcuts");
    expect(write(pressed("?", { shiftKey: true }))).toBeNull();
    expect(read(pressed("n"))).toBe("nextUnread");
    expect(write(pressed("n"))).toBeNull();
    expect(write(pressed("Escape", { shiftKey: true }))).toBe("markAllRead");
  });

  it("is another one with another key held", () => {
    const alt = { altKey: true };
    expect(read(pressed("ArrowUp", alt))).toBe("previousRoom");
    expect(read(pressed("ArrowUp", { ...alt, shiftKey: true }))).toBe("previousUnread");
    expect(read(pressed("ArrowUp"))).toBeNull();
    expect(read(pressed("Escape", { shiftKey: true }))).toBe("markAllRead");
    expect(read(pressed("F6", { shiftKey: true }))).toBe("previousPart");
    expect(read(pressed("n", { shiftKey: true }))).toBeNull();
    expect(read(pressed("n", { ctrlKey: true }))).toBeNull();
    expect(read(pressed("k", { ctrlKey: true, altKey: true }))).toBeNull();
  });

  it("without a name, as from a browser that fills in a form, is none", () => {
    expect(read(new Event("keydown") as KeyboardEvent)).toBeNull();
    expect(messageShortcutOf(new Event("keydown") as KeyboardEvent, false)).toBeNull();
  });

  it("is held with command on a Mac", () => {
    expect(shortcutOf(pressed("k", { metaKey: true }), true, true)).toBe("switcher");
    expect(shortcutOf(pressed("k", { ctrlKey: true }), true, true)).toBeNull();
    expect(shortcutOf(pressed("k", { metaKey: true }), true, false)).toBeNull();
  });

  it("is found where other letters are on it, and with the signs of other keyboards", () => {
    expect(read(pressed("ن", { ctrlKey: true, code: "KeyK" }))).toBe("switcher");
    expect(read(pressed("؟", { shiftKey: true, code: "Slash" }))).toBe("shortcuts");
    expect(read(pressed("/", { shiftKey: true, code: "Digit7" }))).toBe("search");
    // A Latin keyboard of another order means the letter that is written on the key.
    expect(read(pressed("n", { code: "KeyL" }))).toBe("nextUnread");
  });

  it("may be one of several", () => {
    expect(messageShortcutOf(pressed("r"), false)).toBe("reply");
    expect(messageShortcutOf(pressed(">", { shiftKey: true }), false)).toBe("reply");
    expect(messageShortcutOf(pressed("<", { shiftKey: true }), false)).toBeNull();
    expect(messageShortcutOf(pressed("r", { ctrlKey: true }), false)).toBeNull();
  });
});
