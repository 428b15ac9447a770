import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { useDraftRooms } from "../../ui/use-draft-rooms";
import { useDraft } from "./use-draft";

const drafted = (userId: string, roomId: string) => {
  const { result, unmount } = renderHook(() => useDraft(userId, roomId));
  return {
    text: () => result.current[0],
    write: (text: string) => act(() => result.current[1](text)),
    leave: unmount,
  };
};

/** What another tab wrote, as the browser tells it. */
const otherTab = (key: string, text: string | null) =>
  act(() => {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    window.dispatchEvent(new StorageEvent("storage", { key, newValue: text }));
  });
const HALL = "campfire.draft.ann.hall";

beforeEach(() => {
  localStorage.clear();
});

it("keeps every key for the next time the room is opened", () => {
  const before = drafted("ann", "hall");
  before.write("Hel");
  before.write("Hello");
  before.leave();
  expect(drafted("ann", "hall").text()).toBe("Hello");
});

it("keeps one draft for each room and person", () => {
  drafted("ann", "hall").write("for the hall");
  expect(drafted("ann", "kitchen").text()).toBe("");
  expect(drafted("bob", "hall").text()).toBe("");
});

it("forgets what was sent", () => {
  const draft = drafted("ann", "hall");
  draft.write("Hello");
  draft.write("");
  expect(localStorage.length).toBe(0);
});

it("keeps the words on the screen when the browser refuses to store them", () => {
  const refuse = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const draft = drafted("cleo", "hall");
  draft.write("Hello");
  expect(draft.text()).toBe("Hello");
  refuse.mockRestore();
});

it("takes over what another tab writes while one looks elsewhere", () => {
  const draft = drafted("ann", "hall");
  draft.write("Hello");
  vi.mocked(document.hasFocus).mockReturnValue(false);
  otherTab(HALL, "Hello from there");
  expect(draft.text()).toBe("Hello from there");
  otherTab(HALL, null);
  expect(draft.text()).toBe("");
});

it("keeps what one is writing against what another tab says", () => {
  const draft = drafted("ann", "hall");
  draft.write("Hello");
  otherTab(HALL, "older");
  expect(draft.text()).toBe("Hello");
  expect(localStorage.getItem(HALL)).toBe("Hello");
});

it("knows the rooms with drafts, and draws nothing again while one goes on writing", () => {
  let drawn = 0;
  const { result } = renderHook(() => {
    drawn += 1;
    return [...useDraftRooms("ann")];
  });
  const draft = drafted("ann", "hall");
  draft.write("H");
  expect(result.current).toEqual(["hall"]);
  const before = drawn;
  draft.write("He");
  expect(drawn).toBe(before);
  otherTab("campfire.draft.ann.attic", "x");
  otherTab("campfire.draft.ben.cellar", "x");
  expect(result.current).toEqual(["attic", "hall"]);
  draft.write("");
  expect(result.current).toEqual(["attic"]);
});
