import { expect, it } from "vitest";
import { fitness } from "./fuzzy";

const best = (letters: string, names: string[]) =>
  names
    .map((name) => ({ name, fits: fitness(name, letters) }))
    .filter(({ fits }) => fits !== null)
    .sort((a, b) => (b.fits ?? 0) - (a.fits ?? 0))
    .map(({ name }) => name);

it("takes beginnings before words, words before letters in a row, and those before letters in order", () => {
  const names = ["Gardeners", "Old garden", "Kindergarden", "Great ardent elephant", "Kitchen"];
  expect(best("garde", names)).toEqual([
    "Gardeners",
    "Old garden",
    "Kindergarden",
    "Great ardent elephant",
  ]);
});

it("knows a name by beginnings of its words in any order", () => {
  expect(best("be ok", ["Ben Okafor", "Bob Kent"])[0]).toBe("Ben Okafor");
  expect(fitness("Ben Okafor", "ok ben")).toBeGreaterThanOrEqual(3);
});

it("ignores case and accents, of either side", () => {
  expect(fitness("Überraschung", "uber")).not.toBeNull();
  expect(fitness("Jose", "JOSÉ")).not.toBeNull();
});

it("takes the shorter of two that begin alike, and nothing that has other letters", () => {
  expect(best("des", ["Design reviews", "Design"])).toEqual(["Design", "Design reviews"]);
  expect(fitness("Design", "zz")).toBeNull();
  expect(fitness("Design", "")).toBe(0);
});
