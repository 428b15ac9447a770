import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const read = (name: string) => readFileSync(join(import.meta.dirname, "../..", name), "utf8");

it("says of every package that is taken from outside why it is here", () => {
  const [, behind = ""] = read("ARCHITECTURE.md").split(
    "| npm package | why it is here |\n|---|---|\n",
  );
  const [table = ""] = behind.split("\n\n");
  const told = [...table.matchAll(/^\| (\S+) \| .+\. \|$/gmu)].map(([, name]) => name);
  const { dependencies, devDependencies } = JSON.parse(read("web/package.json"));
  expect(told).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort());
});
