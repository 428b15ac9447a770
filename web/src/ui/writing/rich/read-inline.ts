import { isSafe, joined, type Look, type Run } from "./document";

/** A piece of the text on its way: words, or signs that may begin or end a look. */
interface Piece {
  text: string;
  look: Look;
  /** Of signs only. */
  readonly signs?: Signs;
}

interface Signs {
  readonly sign: string;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly length: number;
}

/** A `[` that a `]` may answer. */
interface Bracket {
  readonly at: number;
  readonly isPicture: boolean;
}

const ESCAPE = /^\\([!-/:-@[-`{-~])/u;
const TARGET = /^\]\((?:<([^<>\n]+)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*))\)/u;
const WORDS = /^(?:[^\\`*_~[\]]+|[\s\S])/u;

/** Reads the looks of words in Markdown as CommonMark has them; line breaks stay in the text. */
export function readInline(source: string): Run[] {
  const pieces: Piece[] = [];
  const brackets: Bracket[] = [];
  let rest = source;
  const take = (length: number) => {
    const taken = rest.slice(0, length);
    rest = rest.slice(length);
    return taken;
  };
  const words = (text: string) => pieces.push({ text, look: {} });
  while (rest !== "") {
    const escaped = ESCAPE.exec(rest)?.[1];
    const ticks = /^`+/u.exec(rest)?.[0];
    const signs = /^(?:\*+|_+|~+)/u.exec(rest)?.[0];
    const target = rest[0] === "]" ? TARGET.exec(rest) : null;
    if (escaped !== undefined) {
      take(2);
      words(escaped);
    } else if (ticks !== undefined) {
      const code = codeAt(rest, ticks);
      take(code?.length ?? ticks.length);
      pieces.push({ text: code?.text ?? ticks, look: code === null ? {} : { code: true } });
    } else if (signs !== undefined) {
      const before = source[source.length - rest.length - 1] ?? " ";
      pieces.push(signsOf(take(signs.length), before, rest[0] ?? " "));
    } else if (rest[0] === "[") {
      brackets.push({ at: pieces.length, isPicture: pieces.at(-1)?.text.endsWith("!") ?? false });
      words(take(1));
    } else if (rest[0] === "]") {
      const open = brackets.pop();
      const href = target?.[1] ?? target?.[2] ?? "";
      if (open === undefined || open.isPicture || target === null || !isSafe(href)) words(take(1));
      else {
        take(target[0].length);
        link(pieces, open.at, href);
        brackets.length = 0;
      }
    } else words(take(WORDS.exec(rest)?.[0].length ?? 1));
  }
  pair(pieces, 0);
  return joined(pieces);
}

/** The code that begins here, with how much of the text it takes. */
function codeAt(rest: string, ticks: string): { text: string; length: number } | null {
  const end = new RegExp(`(?<!\`)${ticks}(?!\`)`, "u").exec(rest.slice(ticks.length));
  if (end === null) return null;
  const text = rest.slice(ticks.length, ticks.length + end.index).replaceAll("\n", " ");
  const isPadded = /^ .* $/u.test(text) && text.trim() !== "";
  return {
    text: isPadded ? text.slice(1, -1) : text,
    length: end.index + 2 * ticks.length,
  };
}

function signsOf(text: string, before: string, after: string): Piece {
  const sign = text[0] ?? "";
  // Three and more tildes are words to the server.
  if (sign === "~" && text.length > 2) return { text, look: {} };
  const left = flanks(before, after);
  const right = flanks(after, before);
  const isWithinWord = sign === "_" && left && right;
  return {
    text,
    look: {},
    signs: {
      sign,
      length: text.length,
      opens: left && (!isWithinWord || isPunctuation(before)),
      closes: right && (!isWithinWord || isPunctuation(after)),
    },
  };
}

/** Whether signs lean on what stands behind them. */
function flanks(before: string, after: string): boolean {
  if (/\s/u.test(after)) return false;
  return !isPunctuation(after) || /\s/u.test(before) || isPunctuation(before);
}

function isPunctuation(sign: string): boolean {
  return /[\p{P}\p{S}]/u.test(sign);
}

function link(pieces: Piece[], at: number, href: string): void {
  pair(pieces, at + 1);
  pieces.splice(at, 1);
  for (let n = at; n < pieces.length; n += 1) {
    const { text, look } = pieces[n] as Piece;
    pieces[n] = { text, look: { ...look, href } };
  }
}

/** Gives looks to what stands between signs that belong together, from a place on. */
function pair(pieces: Piece[], from: number): void {
  const open: number[] = [];
  for (let at = from; at < pieces.length; at += 1) {
    const closer = pieces[at] as Piece;
    const { signs } = closer;
    if (signs === undefined) continue;
    while (signs.closes && closer.text !== "") {
      const found = open.findLastIndex((one) => fits(pieces[one] as Piece, closer));
      if (found === -1) break;
      const opener = pieces[open[found] as number] as Piece;
      look(pieces, open[found] as number, at);
      open.length = opener.text === "" ? found : found + 1;
    }
    if (signs.opens && closer.text !== "") open.push(at);
  }
}

function fits(opener: Piece, closer: Piece): boolean {
  const a = opener.signs;
  const b = closer.signs;
  if (a === undefined || b === undefined || a.sign !== b.sign) return false;
  if (a.sign === "~") return a.length === b.length;
  const isBoth = a.closes || b.opens;
  return !isBoth || (a.length + b.length) % 3 !== 0 || (a.length % 3 === 0 && b.length % 3 === 0);
}

function look(pieces: Piece[], from: number, to: number): void {
  const opener = pieces[from] as Piece;
  const closer = pieces[to] as Piece;
  const used = opener.text.length > 1 && closer.text.length > 1 ? 2 : 1;
  const added: Look =
    opener.signs?.sign === "~" ? { strike: true } : used === 2 ? { bold: true } : { italic: true };
  opener.text = opener.text.slice(used);
  closer.text = closer.text.slice(used);
  for (const piece of pieces.slice(from + 1, to)) piece.look = { ...piece.look, ...added };
}
