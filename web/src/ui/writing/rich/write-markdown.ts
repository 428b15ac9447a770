import { type Block, isSameLook, joined, type Line } from "./document";
import { readInline } from "./read-inline";
import { BEGINS, isOpenEnded } from "./read-markdown";
import { plainly, signed, trimmed } from "./write-inline";

/** Where words would begin a block of their own. */
const START = /^(?:(\d{1,9})(?=[.)](?: |$))|(?=>|#{1,6}[ \t]|[-+*](?: |$)|`{3,}[^`]*$|~{3}))/u;

/** Writes what the editor shows as Markdown that is read as the same again. */
export function writeMarkdown(blocks: readonly Block[]): string {
  return lines(withoutLastEmpty(blocks)).join("\n");
}

function lines(blocks: readonly Block[]): string[] {
  const all: string[] = [];
  let paragraph: Line[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) all.push(...paragraphLines(paragraph));
    paragraph = [];
  };
  blocks.forEach((block, n) => {
    const before = blocks[n - 1];
    const isWords = block.is === "line" && block.of.length > 0;
    if (!isWords) endParagraph();
    if (before !== undefined && needsGap(before, block)) all.push("");
    if (isWords) paragraph.push(block.of);
    else all.push(...blockLines(block));
  });
  endParagraph();
  return all;
}

/** Whether two blocks would become one without an empty line. */
function needsGap(before: Block, block: Block): boolean {
  if (isOpenEnded(before)) return true;
  // A paragraph is only left for a list that begins with 1.
  const isList = block.is === "list" && block.first !== undefined && block.first !== 1;
  return isList && before.is === "line" && before.of.length > 0;
}

function blockLines(block: Block): string[] {
  switch (block.is) {
    case "line":
      return [""];
    case "heading":
      return [`${"#".repeat(block.level)} ${words(block.of)}`];
    case "code": {
      const sign = block.info.includes("`") ? "~" : "`";
      const runs = [...block.text.matchAll(/`+|~+/gu)].map(([run]) => run.length);
      const fence = sign.repeat(Math.max(3, ...runs.map((length) => length + 1)));
      return [fence + block.info, ...block.text.split("\n"), fence];
    }
    case "quote":
      return lines(block.of).map((line) => (line === "" ? ">" : `> ${line}`));
    case "list":
      return block.of.flatMap((item, n) => {
        const marker = block.first === undefined ? "- " : `${block.first + n}. `;
        const [first = "", ...others] = lines(item);
        const margin = " ".repeat(marker.length);
        return [marker + first, ...others.map((line) => (line === "" ? "" : margin + line))];
      });
  }
}

function words(line: Line): string {
  return inline([line]);
}

function paragraphLines(paragraph: readonly Line[]): string[] {
  return inline(paragraph)
    .split("\n")
    .map((line, n) => (n === 0 || BEGINS.test(line) ? line.replace(START, "$1\\") : line));
}

/** Signs stay as they are where nobody would take them for a look. */
function inline(paragraph: readonly Line[]): string {
  const plain = paragraph.map(plainly).join("\n");
  const meant = joined(
    paragraph.flatMap((line, n) => [...(n === 0 ? [] : [BREAK]), ...trimmed(line)]),
  );
  return isSame(readInline(plain), meant) ? plain : paragraph.map(signed).join("\n");
}

const BREAK = { text: "\n", look: {} };

function isSame(a: Line, b: Line): boolean {
  return (
    a.length === b.length &&
    a.every(({ text, look }, n) => text === b[n]?.text && isSameLook(look, b[n]?.look ?? {}))
  );
}

/** The editor keeps a line behind a block to go on in; it is no word. */
function withoutLastEmpty(blocks: readonly Block[]): readonly Block[] {
  const [before, last] = blocks.slice(-2);
  const isIdle = last?.is === "line" && last.of.length === 0 && before?.is !== "line";
  return isIdle ? blocks.slice(0, -1) : blocks;
}
