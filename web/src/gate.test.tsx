import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { expect, it } from "vitest";
import { LANGUAGES } from "./lib/i18n";

const ROOT = `${import.meta.dirname}/..`;
const read = (name: string) => readFileSync(`${ROOT}/${name}`, "utf8");
const GATE = read("public/gate.js");
const pageOf = (name: string) => new DOMParser().parseFromString(read(name), "text/html");

/** Opens the gate's page in a browser that has this much, and tells where one ends. */
function reach(browser: object) {
  const page = pageOf("index.html");
  let place = "/";
  const location = { replace: (to: string) => (place = to) };
  runInNewContext(GATE, { document: page, location, ...browser });
  return { place, canBegin: page.getElementById("root") !== null };
}

const today = {
  Intl,
  CSS: { supports: () => true },
  HTMLElement: { prototype: { popover: null } },
  HTMLScriptElement: { prototype: { noModule: false } },
};

it("lets a browser of today pass", () => {
  expect(reach(today)).toEqual({ place: "/", canBegin: true });
});

it.each([
  ["modules", { HTMLScriptElement: { prototype: {} } }],
  ["popovers", { HTMLElement: { prototype: {} } }],
  ["a way to cut texts into letters", { Intl: {} }],
  ["the selectors of our sheets", { CSS: { supports: () => false } }],
  ["any selectors to ask for", { CSS: undefined }],
])("turns one without %s away, and leaves Campfire no place to begin", (_what, lack) => {
  expect(reach({ ...today, ...lack })).toEqual({ place: "/old-browser.html", canBegin: false });
});

it("tells in every language of the client which browsers do", () => {
  const page = pageOf("public/old-browser.html");
  const sections = [...page.querySelectorAll("section")];
  expect(sections.map(({ lang }) => lang)).toEqual(Object.keys(LANGUAGES));
  expect(sections.map(({ dir }) => dir)).toEqual(["ltr", "ltr", "rtl"]);
  const lists = sections.map((one) => [...one.querySelectorAll("bdi")].map((li) => li.textContent));
  for (const list of lists) expect(list).toEqual(lists[0]);
  expect(lists[0]).toContain("Firefox 125");
  expect(page.querySelector("script")).toBeNull();
});

it("is written so that the oldest browsers understand it", () => {
  const written = (target: ts.ScriptTarget) =>
    ts.transpileModule(GATE, { compilerOptions: { target, removeComments: true } }).outputText;
  expect(written(ts.ScriptTarget.ESNext)).toBe(written(ts.ScriptTarget.ES5));
});
