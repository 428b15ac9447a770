import { expect, it } from "vitest";
import { mentionAt } from "./mention-at";

it("finds the letters behind an @ before the caret", () => {
  expect(mentionAt("hi @an", 6)).toEqual({ start: 3, query: "an" });
  expect(mentionAt("(@Ö", 3)).toEqual({ start: 1, query: "Ö" });
  expect(mentionAt("@ann.sm and more", 7)).toEqual({ start: 0, query: "ann.sm" });
});

it("finds none in words, addresses and behind a space", () => {
  for (const text of ["", "@", "hi @ann ", "ann@example", "https://x/@ann", "@@ann", "x.@ann"]) {
    expect(mentionAt(text, text.length), text).toBeNull();
  }
  expect(mentionAt(`@${"a".repeat(33)}`, 34)).toBeNull();
});
