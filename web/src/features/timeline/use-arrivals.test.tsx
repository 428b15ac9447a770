import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useArrivals } from "./use-arrivals";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A room with 10 messages; `come` brings it to another number. */
function open(inWindow = true) {
  const say = vi.fn();
  const onMute = vi.fn();
  const { rerender } = renderHook(
    (lastSeq: number) => useArrivals({ lastSeq, inWindow, say, onMute }),
    { initialProps: 10 },
  );
  const wait = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
  return { say, onMute, come: rerender, wait };
}

it("lets the log speak for itself while few come", async () => {
  const { say, onMute, come, wait } = open();
  for (let seq = 11; seq <= 16; seq += 1) {
    come(seq);
    await wait(400);
  }
  await wait(5_000);
  expect(say).not.toHaveBeenCalled();
  expect(onMute).not.toHaveBeenCalled();
});

it("silences the log in a burst, says its number once, and lets it speak again", async () => {
  const { say, onMute, come, wait } = open();
  come(14);
  expect(onMute).toHaveBeenLastCalledWith(true);
  come(17);
  expect(say).not.toHaveBeenCalled();
  await wait(2_000);
  expect(say.mock.calls).toEqual([["7 new messages"]]);
  expect(onMute).toHaveBeenLastCalledWith(false);
  await wait(10_000);
  expect(say).toHaveBeenCalledOnce();
});

it("sums up again while a burst goes on", async () => {
  const { say, onMute, come, wait } = open();
  let seq = 10;
  for (let n = 0; n < 40; n += 1) {
    seq += 1;
    come(seq);
    await wait(100);
  }
  expect(onMute).toHaveBeenLastCalledWith(true);
  await wait(4_000);
  const counted = say.mock.calls.map(([words]) => Number.parseInt(words, 10));
  // The first three were read out as they came.
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(40 - 3);
  expect(counted.length).toBe(2);
  expect(onMute).toHaveBeenLastCalledWith(false);
});

it("tells what comes outside of the window, which the log cannot", async () => {
  const { say, onMute, come, wait } = open(false);
  come(11);
  await wait(2_000);
  expect(say.mock.calls).toEqual([["1 new message"]]);
  expect(onMute).not.toHaveBeenCalledWith(true);
});
