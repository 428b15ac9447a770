import { act, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { stage } from "../../testing/render";
import { ConnectionLine, standingOf } from "./connection-line";

it.each([
  [true, 60_000, "connected"],
  [false, 0, "connected"],
  [false, 1_999, "connected"],
  [false, 2_000, "reconnecting"],
  [false, 9_999, "reconnecting"],
  [false, 10_000, "offline"],
])("connected %s, cut for %i ms: %s", (connected, cut, name) => {
  expect(standingOf(connected, cut)).toBe(name);
});

afterEach(() => {
  vi.useRealTimers();
});

it("says what the socket says, whatever the browser believes of the network", async () => {
  const { network, happens } = await stage(<ConnectionLine />, "/", () => undefined);
  const line = () => screen.getByRole("status").textContent;
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  await happens(() => window.dispatchEvent(new Event("offline")));
  expect(line()).toBe("Connected");
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  await act(async () => network.socket.close(1006));
  expect(line()).toBe("Connected");
  await act(() => vi.advanceTimersByTimeAsync(2_500));
  expect(line()).toBe("Reconnecting…");
  await act(() => vi.advanceTimersByTimeAsync(8_000));
  expect(line()).toBe("Offline. Your messages will be sent when you are back.");
  await act(async () => network.socket.welcome("1.1.aa", true));
  expect(line()).toBe("Connected");
});
