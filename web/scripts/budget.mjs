// Weighs what the build makes a browser load, compressed, and fails above a budget. The journeys need
// a build anyway; where there is none, there is nothing to weigh.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1000;
const dist = new URL("../dist/", import.meta.url);
if (!existsSync(dist)) {
  console.log("no build in dist: nothing to weigh");
  process.exit(0);
}
const read = (name) => readFileSync(new URL(name, dist), "utf8");
const files = readdirSync(dist, { recursive: true }).filter((name) => /\.(?:js|css)$/.test(name));
const scripts = files.filter((name) => name.endsWith(".js"));
const html = read("index.html");

/** What the page names itself: its scripts, what they import at once, its sheets. */
const first = files.filter((name) => html.includes(`/${name}"`));

/** What comes with a chunk that is asked for later: Vite notes it beside the `import(…)`. */
function comesWith(chunk) {
  for (const name of scripts) {
    const text = read(name);
    const list = /__vite__mapDeps=[^[]*\[([^\]]*)\]/.exec(text)?.[1] ?? "";
    const all = [...list.matchAll(/"([^"]+)"/g)].map(([, file]) => file);
    const asked = new RegExp(
      `import\\(.\\./${chunk}-[\\w-]+\\.js.\\).{0,99}?__vite__mapDeps\\(\\[([\\d,]*)\\]`,
    );
    const numbers = asked.exec(text)?.[1];
    if (numbers !== undefined) return numbers.split(",").map((n) => all[Number(n)]);
    const alone = new RegExp(`import\\(.\\./(${chunk}-[\\w-]+\\.js)`).exec(text);
    if (alone !== null) return [`assets/${alone[1]}`];
  }
  return null;
}

const chat = comesWith("chat");
if (chat === null) throw new Error("the build has no chunk for what is behind the sign-in");
const firstChat = [...new Set([...first, ...chat])];
const later = (chunk) => comesWith(chunk)?.filter((name) => !firstChat.includes(name)) ?? [];
const js = (names) => names.filter((name) => name.endsWith(".js"));
const css = (names) => names.filter((name) => name.endsWith(".css"));
const weights = [
  ["sign-in JS", js(first), 80],
  ["first chat JS", js(firstChat), 115],
  ["first chat CSS", css(firstChat), 12],
  ["rich editor JS, later", js(later("rich-editor")), 70],
  ["emoji picker JS, later", js(later("emoji-picker")), 12],
  ["all JS", scripts, 260],
];
const size = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
let isOver = false;
for (const [what, names, budget] of weights) {
  const bytes = names.reduce((total, name) => total + size(name), 0);
  if (names.length === 0) throw new Error(`the build has nothing that is ${what}`);
  const verdict = bytes > budget * KB ? "OVER" : "ok";
  isOver ||= verdict === "OVER";
  console.log(`${what}: ${(bytes / KB).toFixed(1)} kB gzip of ${budget} kB ${verdict}`);
}
process.exit(isOver ? 1 : 0);
