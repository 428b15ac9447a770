import { beforeEach, describe, expect, it, vi } from "vitest";
import { changeSettings, onSettings, settings } from "./settings";

const KEY = "campfire.settings";

beforeEach(() => localStorage.clear());

describe("settings", () => {
  it("are the defaults until something is set, and the same object until it changes", () => {
    const switches = { contrast: false, sounds: true, notices: true, rich: false };
    expect(settings()).toEqual({ theme: "system", ...switches, enter: "send" });
    expect(settings()).toBe(settings());
    changeSettings({ theme: "dark", sounds: false });
    expect(settings()).toEqual({ theme: "dark", ...switches, sounds: false, enter: "send" });
    expect(JSON.parse(localStorage.getItem(KEY) ?? "")).toMatchObject({ theme: "dark" });
  });

  it.each(["", "no json", "null", "[1]", '{"theme":"pink","contrast":"yes","sounds":1,"enter":2}'])(
    "take the defaults for what cannot be read: %s",
    (text) => {
      localStorage.setItem(KEY, text);
      expect(settings()).toMatchObject({ theme: "system", contrast: false, enter: "send" });
    },
  );

  it("tell of changes here and in other tabs, until one stops listening", () => {
    const heard = vi.fn();
    const stop = onSettings(heard);
    changeSettings({ enter: "newline" });
    expect(heard).toHaveBeenCalledTimes(1);
    localStorage.setItem(KEY, '{"enter":"send"}');
    window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
    window.dispatchEvent(new StorageEvent("storage", { key: "campfire.language" }));
    expect(heard).toHaveBeenCalledTimes(2);
    expect(settings().enter).toBe("send");
    stop();
    changeSettings({ enter: "newline" });
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("last as long as the page in a browser that keeps nothing", () => {
    const refuse = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
    changeSettings({ theme: "light" });
    expect(settings().theme).toBe("light");
    vi.restoreAllMocks();
    changeSettings({ theme: "system" });
    expect(settings().theme).toBe("system");
  });
});
