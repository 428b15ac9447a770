import { expect, it } from "vitest";
import { typedAt } from "./typed";

it("finds the letters behind an @ before the caret", () => {
  expect(typedAt("hi @an")).toEqual({ of: "mention", query: "an", length: 3 });
  expect(typedAt("(@Ö")).toEqual({ of: "mention", query: "Ö", length: 2 });
  expect(typedAt("@ann.sm")).toEqual({ of: "mention", query: "ann.sm", length: 7 });
});

it("finds none in words, addresses and behind a space", () => {
  for (const text of ["", "@", "hi @ann ", "ann@example", "https://x/@ann", "@@ann", "x.@ann"]) {
    expect(typedAt(text), text).toBeNull();
  }
  expect(typedAt(`@${"a".repeat(33)}`)).toBeNull();
});

it("finds the name of an emoji from its second letter on, and no time of day", () => {
  expect(typedAt("well :ta")).toEqual({ of: "emoji", query: "ta", length: 3 });
  expect(typedAt(":+1")).toEqual({ of: "emoji", query: "+1", length: 3 });
  for (const text of [":", ":D", "at 10:30", "https://x", "a::b", "std::fmt", ":tada: "]) {
    expect(typedAt(text), text).toBeNull();
  }
});

it("finds the name of a sound only behind /play at the beginning", () => {
  expect(typedAt("/play tro")).toEqual({ of: "sound", query: "tro", length: 3 });
  expect(typedAt("/play ")).toEqual({ of: "sound", query: "", length: 0 });
  for (const text of ["/play", "say /play tro", "/play trombone now"]) {
    expect(typedAt(text), text).toBeNull();
  }
});
