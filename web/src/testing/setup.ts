import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import "fake-indexeddb/auto";
import { afterEach, beforeEach, vi } from "vitest";

// For a loaded machine: what is there is found at once, and only what is missing waits so long.
configure({ asyncUtilTimeout: 10_000 });

// What jsdom lacks and our screens ask for.
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= NoObserver;
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
Element.prototype.scrollIntoView ??= () => undefined;
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(() => {
  cleanup();
});
