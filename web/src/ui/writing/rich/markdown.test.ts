import { expect, it } from "vitest";
import type { Block, Line } from "./document";
import { readMarkdown } from "./read-markdown";
import { writeMarkdown } from "./write-markdown";

const round = (text: string) => writeMarkdown(readMarkdown(text));

it.each([
  "",
  "plain words",
  "one\ntwo\n\nthree\n\n\nfour",
  "**bold** _italic_ ~~struck~~ `code` [link](https://example.com/a_b)",
  "**_both_** and **bold _in it_ again**, un*believ*able",
  "``a ` tick`` and [**bold** in a link](/rooms/r1)",
  "# One\n\n###### Six\nwords",
  "> quoted\n> again\n>\n> - in a list\n\nbehind",
  "- one\n- two\n  - deeper\n    - deepest\n- three\n\nbehind",
  "- one\n  its second line\n- ```js\n  code();\n\n  more();\n  ```",
  "3. three\n4. four",
  "9. nine\n10. ten\n    - in it",
  "```js\nlet a = `b`;\n\nc();\n```",
  "````\n```\n````",
  "~~~a`b\nx\n~~~",
  "> said\n>\n> — [Ann](/rooms/r1/@m1)\n\nyes",
  "hi @ann.smith and @ben_k, see a_b_c at 10:30",
  "/play trombone",
])("reads and writes the same: %j", (text) => {
  expect(round(text)).toBe(text);
});

it.each([
  "Title\n=====\n\nwords\n---\n\n***",
  "<b>html</b> &amp; &copy; <https://example.com> <3",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "[ref][one] and ![picture](https://x.y/z.png)\n\n[one]: https://example.com",
  "    indented code\n\n  two blanks  ",
  '[titled](https://x.y "title") [odd](javascript:alert(1)) [far](//evil.example)',
  "5 * 3 = 15, ~5, a_, *b, `c, [d], 2. e\n2. f",
  "-- \nAnn\n-5\n#tag\n1.5",
  "first\n    second",
])("leaves what it does not know sign by sign: %j", (text) => {
  expect(round(text)).toBe(text);
});

it.each([
  ["* one\n* two", "- one\n- two"],
  ["- one\nlazy", "- one\n  lazy"],
  ["> one\nlazy", "> one\n> lazy"],
  ["__bold__ *it* ~one~", "**bold** _it_ ~~one~~"],
  ["**two\nlines**", "**two**\n**lines**"],
  ["## closed ##", "## closed"],
  ["~~~py\nx\n~~~", "```py\nx\n```"],
  ["```\nopen", "```\nopen\n```"],
  ["1) one\n2) two", "1. one\n2. two"],
  ["\\*kept\\* \\[so\\](x)", "\\*kept\\* \\[so\\](x)"],
])("writes one sign for one look: %j", (text, other) => {
  expect(round(text)).toBe(other);
  expect(round(other)).toBe(other);
});

it.each([
  "* bullet",
  "1. number",
  "# heading",
  "> quote",
  "- item",
  "+ item",
  "a_b_ _c_ *d* [e](https://f.g)",
  "~~s~~ `t` \\ \\* 3) x",
  "```",
  "~~~",
])("writes words that look like signs so that they stay words: %j", (words) => {
  const line = (text: string): Block => ({ is: "line", of: [{ text, look: {} }] });
  const blocks = [line("above"), line(words)];
  expect(readMarkdown(writeMarkdown(blocks))).toEqual(blocks);
});

it("puts blanks at the edge of a look outside of it", () => {
  const line: Line = [
    { text: " a ", look: { bold: true } },
    { text: "b ", look: { bold: true, italic: true } },
    { text: "c", look: {} },
  ];
  expect(writeMarkdown([{ is: "line", of: line }])).toBe(" **a _b_** c");
});

it("parts a list and a quote from the words behind them", () => {
  const words: Block = { is: "line", of: [{ text: "words", look: {} }] };
  const blocks: Block[] = [
    { is: "list", of: [[words]] },
    words,
    { is: "quote", of: [words] },
    words,
    { is: "list", first: 1, of: [[words], [words]] },
  ];
  expect(writeMarkdown(blocks)).toBe("- words\n\nwords\n> words\n\nwords\n1. words\n2. words");
  expect(readMarkdown(writeMarkdown(blocks))).toEqual(blocks);
});

it("keeps all words of anything a person can write, and is stable from the second time on", () => {
  const signs = ["a", "b ", "**", "_", "~~", "`", "\n", "\n\n", "- ", "> ", "1. ", "# ", "["];
  signs.push("](https://x.y)", "\\", "<", "&amp;", "@ann ", "😀", "```\n", "  ", "!");
  let seed = 7;
  const dice = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let n = 0; n < 1_500; n += 1) {
    const parts = Array.from({ length: 12 }, () => signs[Math.floor(dice() * signs.length)]);
    const text = parts.join("");
    const once = round(text);
    // Signs may be those of a look, and a link of two lines becomes two.
    const letters = (of: string) => of.replace(/https:\/\/x\.y|[^\p{L}\p{So};@]/gu, "");
    expect(letters(once), JSON.stringify(text)).toBe(letters(text));
    // Blanks may move out of a look once more.
    const looks = (of: string) => of.replace(/[\s\\]/gu, "");
    expect(looks(round(once)), JSON.stringify(text)).toBe(looks(once));
  }
});

it("takes a text full of signs without holding up who types", () => {
  for (const sign of ["*a ", "a* ", "[", "> ", "`", "- ", "_a_ ", "[a](b", "**a ** "]) {
    const text = sign.repeat(10_000 / sign.length);
    const began = performance.now();
    round(text);
    expect(performance.now() - began, sign).toBeLessThan(1_000);
  }
});
