import { expect, it } from "vitest";
import { wordsFor } from "./connection-line";

it.each([
  [true, 60_000, "Connected"],
  [false, 0, "Connected"],
  [false, 1_999, "Connected"],
  [false, 2_000, "Reconnecting…"],
  [false, 9_999, "Reconnecting…"],
  [false, 10_000, "Offline"],
])("connected %s, cut for %i ms: %s", (connected, cut, words) => {
  expect(wordsFor(connected, cut)).toBe(words);
});
