import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ApiProblem } from "./problem";
import { fieldWords, problemWords, said } from "./problem-words";

const ROOT = `${import.meta.dirname}/../../..`;

it("has words for every refusal of the reference page", () => {
  const page = readFileSync(`${ROOT}/docs/reference/errors.md`, "utf8");
  const codes = [...page.matchAll(/^\| `([\w.]+)` \|/gmu)].map(([, code]) => code ?? "");
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => problemWords(code, null) === null)).toEqual([]);
});

it("has words for every way in which a field can be wrong", () => {
  const source = readFileSync(`${ROOT}/crates/adapters-http/src/fields.rs`, "utf8");
  const codes = [...source.matchAll(/=> "(\w+)"|^ {8}"(\w+)"$/gmu)].map(([, a, b]) => a ?? b ?? "");
  expect(codes).toContain("not_a_handle");
  const detail = "the server's words";
  expect(codes.filter((code) => fieldWords({ field: "", code, detail }) === detail)).toEqual([]);
});

it("keeps the server's words for what it does not know", () => {
  const fields = [{ field: "css", code: "of_tomorrow", detail: "line 3, column 1: no" }];
  const problem = said(new ApiProblem(422, "tea.cold", "The tea is cold.", null, fields));
  expect([problem.message, problem.fields]).toEqual(["The tea is cold.", fields]);
});

it("says how long to wait", () => {
  const words = (ms: number | null) => problemWords("rate.limited", ms);
  expect(words(400)).toBe("Too many tries. Try again in 1 second.");
  expect(words(59_000)).toBe("Too many tries. Try again in 59 seconds.");
  expect(words(61_000)).toBe("Too many tries. Try again in 2 minutes.");
  expect(words(null)).toBe("Too many tries. Wait a little.");
});
