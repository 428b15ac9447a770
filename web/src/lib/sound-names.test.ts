import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { isSoundName, SOUND_NAMES } from "./sound-names";

it("knows exactly the sounds that the server plays", () => {
  const path = resolve(import.meta.dirname, "../../../crates/domain/src/sound.rs");
  const list = /const NAMES[^=]*= \[([^\]]*)\]/u.exec(readFileSync(path, "utf8"))?.[1] ?? "";
  const names = [...list.matchAll(/"([^"]+)"/gu)].map(([, name]) => name);
  expect(names).toHaveLength(56);
  expect(SOUND_NAMES).toEqual(names);
});

it("tells a name from other words", () => {
  expect(isSoundName("tada")).toBe(true);
  expect(isSoundName("Tada")).toBe(false);
  expect(isSoundName("constructor")).toBe(false);
});
