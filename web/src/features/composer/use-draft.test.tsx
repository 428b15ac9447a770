import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { useDraft } from "./use-draft";

const drafted = (userId: string, roomId: string) => {
  const { result, unmount } = renderHook(() => useDraft(userId, roomId));
  return {
    text: () => result.current[0],
    write: (text: string) => act(() => result.current[1](text)),
    leave: unmount,
  };
};

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
  const draft = drafted("ann", "hall");
  draft.write("Hello");
  expect(draft.text()).toBe("Hello");
  refuse.mockRestore();
});
