import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

/** Folder → folders it may import. Features never import each other; tests and doubles may import all. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  lib: ["languages"],
  ui: ["lib"],
  api: ["lib"],
  live: ["api", "lib"],
  features: ["live", "api", "ui", "lib"],
  app: ["features", "live", "api", "ui", "lib"],
  // The service worker is a program of its own.
  sw: [],
};

const src = import.meta.dirname;
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/u.test(name) && !/\.d\.ts$/u.test(name))
  .map((name) => ({ name, text: readFileSync(join(src, name), "utf8") }));
const shipped = files.filter(
  ({ name }) => !/\.test\.tsx?$/u.test(name) && !name.startsWith("testing/"),
);

/** Paths below `src` that a file imports. */
function importsOf({ name, text }: { name: string; text: string }): string[] {
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/gu);
  return [...found].map(([, path]) =>
    relative(src, resolve(src, dirname(name), path ?? "")).replaceAll("\\", "/"),
  );
}

it("lets every folder import only what stands below it", () => {
  const wrong = shipped.flatMap((file) => {
    const from = file.name.split("/");
    const folder = from[0] ?? "";
    return importsOf(file)
      .filter((target) => {
        const to = target.split("/");
        if (from.length === 1) return !["app", "lib", "styles"].includes(to[0] ?? "");
        const inside = to[0] === folder && (folder !== "features" || to[1] === from[1]);
        return !inside && !(ARROWS[folder] ?? []).includes(to[0] ?? "");
      })
      .map((target) => `${file.name} → ${target}`);
  });
  expect(wrong).toEqual([]);
});

it("ships no test double", () => {
  const wrong = shipped.filter((file) =>
    importsOf(file).some((target) => target.startsWith("testing/")),
  );
  expect(wrong.map((file) => file.name)).toEqual([]);
});

it("sets html in exactly one component", () => {
  const doors =
    /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|srcDoc|document\.write/u;
  const found = shipped.filter((file) => doors.test(file.text)).map((file) => file.name);
  expect(found).toEqual(["features/timeline/message-html.tsx"]);
});

it("keeps pure what must be pure", () => {
  const pure = ["live/apply-event.ts", "live/apply-frame.ts", "live/snapshot.ts"];
  const world =
    /\b(fetch|setTimeout|Date\.now|Math\.random|localStorage|document|window|crypto)\b/u;
  const wrong = files.filter((file) => pure.includes(file.name) && world.test(code(file.text)));
  expect(wrong.map((file) => file.name)).toEqual([]);
  expect(files.filter((file) => pure.includes(file.name))).toHaveLength(pure.length);
});

it("names colours only in the tokens", () => {
  const sheets = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".css") && !name.startsWith("styles/"),
  );
  // The flame keeps its own two colours, white stands on every tone.
  const own = /#e2571b|#ffc15e|#ffffff/giu;
  const wrong = sheets.filter((name) =>
    /#[0-9a-f]{3,8}\b|rgb\(|hsl\(/iu.test(readFileSync(join(src, name), "utf8").replace(own, "")),
  );
  expect(wrong).toEqual([]);
});

function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, "");
}
