import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/reference/guarantees.md"), "utf8");

it("holds guarantees by tests of the client that exist", () => {
  const named = [...page.matchAll(/`(web\/[^`]+) › ([^`]+)`/gu)];
  const wrong = named.filter(([, file = "", title]) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, "utf8").includes(`("${title}"`);
  });
  expect(named.length).toBeGreaterThan(0);
  expect(wrong.map(([name]) => name)).toEqual([]);
});
