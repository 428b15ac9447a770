import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import arabic from "./languages/ar.json";
import german from "./languages/de.json";

/** A text of the client as it stands in the code; with `one` it depends on a number. */
interface Found {
  readonly file: string;
  readonly text: string | null;
  readonly plural: boolean;
  readonly inFunction: boolean;
}

/** Where the key stands in each call that asks for a text: of a number's text the other form is the key. */
const KEY_AT: ReadonlyMap<string, number> = new Map([
  ["t", 0],
  ["tx", 0],
  ["tn", 2],
]);

const src = import.meta.dirname;
const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/u.test(name) && !/\.test\.tsx?$|\.d\.ts$/u.test(name))
  .filter((name) => !name.startsWith("testing/"))
  .map((name) => ({
    name,
    tree: ts.createSourceFile(
      name,
      readFileSync(join(src, name), "utf8"),
      ts.ScriptTarget.Latest,
      true,
      name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    ),
  }));

const found = sources.flatMap(({ name, tree }) => calls(name, tree));
const texts = new Set(found.map((call) => call.text));

it("asks for each text with words written out, and while drawing", () => {
  expect(found.filter((call) => call.text === null).map((call) => call.file)).toEqual([]);
  expect(found.filter((call) => !call.inFunction).map((call) => call.text)).toEqual([]);
});

it.each([
  ["German", "de", german],
  ["Arabic", "ar", arabic],
])("is complete in %s", (_name, tag, given) => {
  const catalogue: Record<string, string | Record<string, string>> = given;
  const needed = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  const missing = [...texts].filter((text) => text !== null && !(text in catalogue));
  expect(missing).toEqual([]);
  expect(Object.keys(catalogue).filter((text) => !texts.has(text))).toEqual([]);
  for (const { text, plural } of found) {
    const entry = catalogue[text ?? ""] ?? "";
    const forms = typeof entry === "string" ? [entry] : Object.values(entry);
    if (plural)
      expect({ text, has: Object.keys(entry).sort() }).toEqual({ text, has: needed.toSorted() });
    for (const form of forms) {
      expect(form.trim()).not.toBe("");
      const extra = places(form).filter((place) => !places(text ?? "").includes(place));
      expect({ text, form, extra }).toEqual({ text, form, extra: [] });
      // A number may be said in words ("two messages"); what has a name must stand in every form.
      const lost = places(text ?? "").filter((place) => place !== "{n}" && !form.includes(place));
      expect({ text, form, lost }).toEqual({ text, form, lost: [] });
    }
  }
});

it("leaves no text outside the catalogue", () => {
  const drawn = sources.filter(({ name }) => name.endsWith("x"));
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.flatMap(({ name, tree }) => untold(name, tree))).toEqual([]);
});

/** Attributes of elements and of our components whose words somebody reads or hears. */
const SAID = new Set(
  "aria-label aria-roledescription aria-valuetext title placeholder label alt note hint lead action cancel empty more waiting windowTitle".split(
    " ",
  ),
);

/** What gives one of its sides or both; others, as `===`, only ask. */
const JOINING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
]);

/** Words, as against signs between them; and our own name, which is the same everywhere. */
function isText(text: string): boolean {
  return /\p{L}{2}/u.test(text.replace("· Campfire", ""));
}

/** Every text that is drawn, read out or shown in the title of the window, and comes from no catalogue. */
function untold(file: string, tree: ts.SourceFile): string[] {
  const all: string[] = [];
  const look = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) note(node.text);
    else if (ts.isTemplateExpression(node))
      note([node.head, ...node.templateSpans.map(({ literal }) => literal)].map(wordsOf).join(" "));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(look);
    else if (ts.isBinaryExpression(node) && JOINING.has(node.operatorToken.kind))
      [node.left, node.right].forEach(look);
    else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) look(node.expression);
  };
  const note = (text: string) => {
    if (isText(text)) all.push(`${file}: ${text.trim()}`);
  };
  const visit = (node: ts.Node) => {
    const isChild = ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent);
    if (ts.isJsxText(node) || isChild) look(node);
    if (ts.isJsxAttribute(node) && SAID.has(node.name.getText())) look(node.initializer);
    if (ts.isBinaryExpression(node) && node.left.getText() === "document.title") look(node.right);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return all;
}

function wordsOf({ text }: ts.TemplateLiteralLikeNode): string {
  return text;
}

function places(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/gu)].map(([place]) => place);
}

/** Every call of a file that asks for a text. */
function calls(file: string, tree: ts.SourceFile): Found[] {
  const all: Found[] = [];
  const visit = (node: ts.Node, inFunction: boolean) => {
    const inside = inFunction || ts.isFunctionLike(node);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const name = node.expression.text;
      const at = KEY_AT.get(name);
      if (at !== undefined && file !== "lib/i18n.ts" && file !== "ui/tx.tsx") {
        const key = node.arguments[at];
        const text = key !== undefined && ts.isStringLiteralLike(key) ? key.text : null;
        all.push({ file, text, plural: name === "tn", inFunction: inside });
      }
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(tree, false);
  return all;
}
