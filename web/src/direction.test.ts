import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const src = import.meta.dirname;
const declarations = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".css"))
  .flatMap((file) => {
    const sheet = readFileSync(join(src, file), "utf8").replace(/\/\*[\s\S]*?\*\//gu, "");
    const found = sheet.matchAll(/(?:^|[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)/gu);
    return [...found].map(([, name = "", value = ""]) => ({ file, name, value: value.trim() }));
  });

it("names no left and no right, so that every sheet reads from both sides", () => {
  const sided = declarations.filter(
    ({ name, value }) =>
      /(?:^|-)(?:left|right)(?:-|$)/u.test(name) ||
      (/^(?:text-align|float|clear|justify|caption-side)/u.test(name) &&
        /\b(?:left|right)\b/u.test(value)) ||
      /translateX|translate\((?!-?50%|0)/u.test(value),
  );
  expect(declarations.length).toBeGreaterThan(500);
  expect(sided).toEqual([]);
});

it("gives both sides the same where it counts them around", () => {
  const around = declarations.filter(({ name }) =>
    /^(?:margin|padding|inset|border-width)$/u.test(name),
  );
  const uneven = around.filter(({ value }) => {
    const [, right, , left] = value.split(/\s+(?![^(]*\))/u);
    return left !== undefined && left !== right;
  });
  expect(uneven).toEqual([]);
});
