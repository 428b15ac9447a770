// Weighs what a first load costs and fails above the budget. Without a build there is nothing to weigh.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1000;
const BUDGETS = { "sign-in JS": 80 * KB, "chat JS": 115 * KB, CSS: 12 * KB };
const dir = new URL("../dist/assets/", import.meta.url);
if (!existsSync(dir)) {
  console.log("no build in dist: nothing to weigh");
  process.exit(0);
}
const size = (name) => gzipSync(readFileSync(new URL(name, dir)), { level: 9 }).length;
const files = readdirSync(dir);
const scripts = files.filter((name) => name.endsWith(".js"));
const html = readFileSync(new URL("../dist/index.html", import.meta.url), "utf8");
// What a script imports without being asked; what it asks for later stands in `import(…)`.
const needs = (name) => {
  const text = readFileSync(new URL(name, dir), "utf8");
  return [...text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, needed]) => needed);
};
const withNeeds = (names) => {
  const all = new Set(names);
  for (const name of all) for (const needed of needs(name)) all.add(needed);
  return [...all];
};
const sum = (names) => names.reduce((total, name) => total + size(name), 0);
const first = scripts.filter((name) => html.includes(name));
// What the entry imports statically belongs to the first load too; Vite names it as modulepreload.
const weighed = {
  "sign-in JS": sum(first),
  "chat JS": sum(withNeeds([...first, ...scripts.filter((name) => name.startsWith("chat-"))])),
  CSS: sum(files.filter((name) => name.endsWith(".css"))),
};
let over = false;
for (const [what, budget] of Object.entries(BUDGETS)) {
  const bytes = weighed[what];
  over ||= bytes > budget;
  const verdict = bytes > budget ? "OVER" : "ok";
  console.log(`${what}: ${(bytes / KB).toFixed(1)} kB gzip of ${budget / KB} kB ${verdict}`);
}
process.exit(over ? 1 : 0);
