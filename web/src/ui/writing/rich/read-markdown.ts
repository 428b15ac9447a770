import { type Block, cutIntoLines } from "./document";
import { readInline } from "./read-inline";

const FENCE = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/u;
const HEADING = /^(#{1,6})[ \t]+(\S.*)$/u;
const MARKER = /^(?:([-*+])|(\d{1,9})([.)]))(?:( +)(.*)|)$/u;
const RULE = /^(?:[-*_][ \t]*){3,}$/u;
/** A line that ends the paragraph before it. */
export const BEGINS = /^(?:>|#{1,6}[ \t]|`{3,}[^`]*$|~{3}|[-*+] +\S|1[.)] +\S)/u;

/** Quotes and lists in each other, as deep as the server shows them. */
const DEPTH_MAX = 8;

/** Reads Markdown into what the editor shows. */
export function readMarkdown(text: string): Block[] {
  return readLines(text.replaceAll("\r\n", "\n").split("\n"), 0);
}

function readLines(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length === 0) return;
    const runs = readInline(paragraph.join("\n"));
    blocks.push(...cutIntoLines(runs).map((of) => ({ is: "line", of }) as const));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const taken = blockAt(lines, at, paragraph.length > 0, depth);
    if (taken !== null) {
      endParagraph();
      blocks.push(taken.block);
      at = taken.end;
      // The empty line that a list or a quote needs behind it is not one of the words.
      if (isOpenEnded(taken.block) && lines[at]?.trim() === "" && at + 1 < lines.length) at += 1;
    } else {
      if (line.trim() === "") {
        endParagraph();
        blocks.push({ is: "line", of: [] });
      } else paragraph.push(line);
      at += 1;
    }
  }
  endParagraph();
  return blocks;
}

interface Taken {
  readonly block: Block;
  /** The line behind it. */
  readonly end: number;
}

/** Whether a line behind it would belong to it. */
export function isOpenEnded({ is }: Block): boolean {
  return is === "list" || is === "quote";
}

function blockAt(
  lines: readonly string[],
  at: number,
  isBehindWords: boolean,
  depth: number,
): Taken | null {
  const line = lines[at] ?? "";
  const fence = FENCE.exec(line);
  if (fence !== null) return codeAt(lines, at, fence);
  const [, signs, words] = HEADING.exec(line) ?? [];
  if (signs !== undefined && words !== undefined) {
    const of = readInline(words.replace(/[ \t]+#+[ \t]*$/u, ""));
    return { block: { is: "heading", level: signs.length, of }, end: at + 1 };
  }
  if (depth === DEPTH_MAX) return null;
  if (line.startsWith(">")) return quoteAt(lines, at, depth + 1);
  const marker = MARKER.exec(line);
  if (marker === null || RULE.test(line)) return null;
  // Within a paragraph only what is surely meant as a list begins one.
  if (isBehindWords && !BEGINS.test(line)) return null;
  return listAt(lines, at, marker, depth + 1);
}

function codeAt(lines: readonly string[], at: number, fence: RegExpExecArray): Taken {
  const sign = fence[1] ?? fence[3] ?? "";
  const info = (fence[2] ?? fence[4] ?? "").trim();
  const end = new RegExp(`^ {0,3}${sign}${sign[0]}*[ \t]*$`, "u");
  let last = at + 1;
  while (last < lines.length && !end.test(lines[last] ?? "")) last += 1;
  const text = lines.slice(at + 1, last).join("\n");
  return { block: { is: "code", info, text }, end: Math.min(last + 1, lines.length) };
}

function quoteAt(lines: readonly string[], at: number, depth: number): Taken {
  const inner: string[] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    if (line.startsWith(">")) inner.push(line.replace(/^> ?/u, ""));
    else if (isLazy(line, inner.at(-1))) inner.push(line);
    else break;
  }
  return { block: { is: "quote", of: readLines(inner, depth) }, end };
}

/** Whether a line without the signs of its block goes on with the paragraph before it all the same. */
function isLazy(line: string, before: string | undefined): boolean {
  if (before === undefined || before.trim() === "" || line.trim() === "") return false;
  return !BEGINS.test(line) && !RULE.test(line) && !/^(?:#|`{3}|~{3}|[-*+]$)/u.test(before);
}

function listAt(
  lines: readonly string[],
  at: number,
  marker: RegExpExecArray,
  depth: number,
): Taken {
  const items: Block[][] = [];
  let end = at;
  for (let next: RegExpExecArray | null = marker; next !== null; ) {
    const inner = [next[5] ?? ""];
    const width = (next[1] ?? `${next[2]}.`).length + widthOf(next[4]);
    if ((next[4]?.length ?? 0) > 4) inner[0] = (next[4] ?? "").slice(1) + inner[0];
    end = itemEnd(lines, end + 1, width, inner);
    items.push(readLines(inner, depth));
    const line = lines[end] ?? "";
    next = RULE.test(line) ? null : MARKER.exec(line);
    if (next?.[1] !== marker[1] || next?.[3] !== marker[3]) next = null;
  }
  const first = marker[2] === undefined ? {} : { first: Number(marker[2]) };
  return { block: { is: "list", ...first, of: items }, end };
}

/** Blanks behind a marker; more than four are words with a margin. */
function widthOf(blanks: string | undefined): number {
  return blanks === undefined || blanks.length > 4 ? 1 : blanks.length;
}

/** Takes the lines of an item, and says which one is the first that is not. */
function itemEnd(lines: readonly string[], from: number, width: number, inner: string[]): number {
  const isIn = (line: string) => line.startsWith(" ".repeat(width)) && line.trim() !== "";
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (isIn(line)) inner.push(line.slice(width));
    else if (line.trim() === "" && isIn(lines[at + 1] ?? "")) inner.push("");
    else if (!MARKER.test(line) && isLazy(line, inner.at(-1))) inner.push(line.trimStart());
    else break;
  }
  return at;
}
