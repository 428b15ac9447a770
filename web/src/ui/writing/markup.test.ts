import { expect, it } from "vitest";
import type { Format } from "./keys";
import { marked } from "./markup";

/** Does it to a text in which `[` and `]` stand for the ends of the selection, `|` for a caret. */
function does(format: Format, shown: string): string {
  const caret = shown.indexOf("|");
  const start = caret === -1 ? shown.indexOf("⟦") : caret;
  const end = caret === -1 ? shown.indexOf("⟧") - 1 : caret;
  const text = shown.replace(/[⟦⟧|]/gu, "");
  const change = marked(format, text, start, end);
  const after = text.slice(0, change.from) + change.text + text.slice(change.to);
  const [from, to] = change.select;
  if (from === to) return `${after.slice(0, from)}|${after.slice(from)}`;
  return `${after.slice(0, from)}⟦${after.slice(from, to)}⟧${after.slice(to)}`;
}

it.each([
  ["bold", "a ⟦b⟧ c", "a **⟦b⟧** c"],
  ["bold", "a **⟦b⟧** c", "a ⟦b⟧ c"],
  ["bold", "a ⟦**b**⟧ c", "a ⟦b⟧ c"],
  ["bold", "a| ", "a**|** "],
  ["italic", "⟦ so ⟧", " _⟦so⟧_ "],
  ["italic", "**⟦so⟧**", "**_⟦so⟧_**"],
  ["strike", "⟦no⟧", "~~⟦no⟧~~"],
  ["code", "run ⟦ls⟧", "run `⟦ls⟧`"],
] as const)("puts %s around words, and takes it away: %s", (format, before, after) => {
  expect(does(format, before)).toBe(after);
});

it.each([
  ["quote", "one\ntw|o", "one\n> tw|o"],
  ["quote", "⟦> one\n> two⟧", "⟦one\ntwo⟧"],
  ["bullets", "o⟦ne\nt⟧wo", "⟦- one\n- two⟧"],
  ["bullets", "|", "- |"],
  ["numbers", "⟦one\ntwo\nthree⟧", "⟦1. one\n2. two\n3. three⟧"],
  ["numbers", "⟦1. one\n2. two⟧", "⟦one\ntwo⟧"],
  ["heading", "a|", "## a|"],
  ["heading", "# a|", "a|"],
] as const)("begins lines with %s, and takes it away: %s", (format, before, after) => {
  expect(does(format, before)).toBe(after);
});

it("puts lines of code between fences, and takes them out", () => {
  expect(does("block", "a\n⟦let b;⟧")).toBe("a\n```\n⟦let b;⟧\n```");
  expect(does("block", "|")).toBe("```\n|\n```");
  expect(does("block", "⟦```js\nlet b;\n```⟧")).toBe("⟦let b;⟧");
});

it("makes a link of words and asks for the address, or for the words", () => {
  expect(does("link", "see ⟦this⟧")).toBe("see [this](⟦https://⟧)");
  expect(does("link", "see |")).toBe("see [|](https://)");
});
