import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/reference/complaints.md"), "utf8");

/** Cells of the table, without its head. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.replace(/^\| | \|$/gu, "").split(" | "));

/** The code of every test of the server, and of what it is made of. */
const rust = ["crates", "tests"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".rs"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  )
  .join("\n");

/** Whether a test is there, named as `file › title` or, of the server, as its function. */
function exists(named: string): boolean {
  const [file = "", title] = named.split(" › ");
  if (title === undefined) return new RegExp(`\\bfn ${file}\\(`, "u").test(rust);
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, "utf8").includes(`("${title}"`);
}

it("answers every complaint with tests that exist, or says what is not there yet", () => {
  const wrong = rows.flatMap(([complaint = "", answer = "", shown = "", ...rest]) => {
    const named = [...shown.matchAll(/`([^`]+)`/gu)].map(([, name]) => name ?? "");
    const empty = answer === "" || named.length === 0 || rest.length > 0;
    return [
      ...(empty ? [`${complaint}: no answer, or no test`] : []),
      ...named.filter((name) => !exists(name)).map((name) => `${complaint}: ${name}`),
    ];
  });
  expect(wrong).toEqual([]);
});

it("has lost no complaint", () => {
  expect(rows).toHaveLength(14);
});
