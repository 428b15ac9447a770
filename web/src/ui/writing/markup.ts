import type { Format } from "./keys";
import { typeText } from "./type-text";

/** What to write in place of a part of a text, and what is selected then. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly select: readonly [start: number, end: number];
}

/** The signs around words. */
const SIGNS = { bold: "**", italic: "_", strike: "~~", code: "`" } as const;
/** What stands before each line. */
const STARTS = { heading: "## ", quote: "> ", bullets: "- ", numbers: "1. " } as const;
/** Any of them, to be taken away or changed for another. */
const START = { heading: /^#{1,6} /u, quote: /^> ?/u, bullets: /^[-*+] /u, numbers: /^\d+[.)] /u };
const FENCE = "```";
/** Stands for an address until one is typed. */
const ADDRESS = "https://";

/** Gives the selection of a text a look in Markdown, or takes it away when it has it. */
export function marked(format: Format, text: string, start: number, end: number): Change {
  switch (format) {
    case "bold":
    case "italic":
    case "strike":
    case "code":
      return around(SIGNS[format], text, start, end);
    case "heading":
    case "quote":
    case "bullets":
    case "numbers":
      return lines(format, text, start, end);
    case "block":
      return fenced(text, start, end);
    case "link":
      return linked(text, start, end);
  }
}

/** Does it to what is selected in a field, as one step that undo takes back. */
export function applyFormat(field: HTMLTextAreaElement, format: Format): void {
  const change = marked(format, field.value, field.selectionStart, field.selectionEnd);
  typeText(field, change.text, change.from, change.to);
  field.setSelectionRange(...change.select);
}

function around(sign: string, text: string, from: number, to: number): Change {
  // Blanks at the ends stay outside: `** bold**` is not bold.
  const words = text.slice(from, to);
  const start = words.trim() === "" ? from : from + words.length - words.trimStart().length;
  const end = words.trim() === "" ? to : to - (words.length - words.trimEnd().length);
  const inside = text.slice(start, end);
  const n = sign.length;
  if (text.slice(start - n, start) === sign && text.slice(end, end + n) === sign) {
    return { from: start - n, to: end + n, text: inside, select: [start - n, end - n] };
  }
  if (inside.length > 2 * n && inside.startsWith(sign) && inside.endsWith(sign)) {
    return { from: start, to: end, text: inside.slice(n, -n), select: [start, end - 2 * n] };
  }
  return { from: start, to: end, text: sign + inside + sign, select: [start + n, end + n] };
}

function lines(format: keyof typeof STARTS, text: string, start: number, end: number): Change {
  const [from, to] = wholeLines(text, start, end);
  const all = text.slice(from, to).split("\n");
  const has = all.every((line) => line.trim() === "" || START[format].test(line));
  const plain = all.map((line) => line.replace(START[format], ""));
  const isOff = has && all.some((line) => line.trim() !== "");
  const next = isOff ? plain : plain.map((line, n) => startOf(format, n) + line);
  const words = next.join("\n");
  // A caret stays where it is in its line; selected lines stay selected.
  const caret = Math.max(from, end + words.length - (to - from));
  const select = start === end ? ([caret, caret] as const) : ([from, from + words.length] as const);
  return { from, to, text: words, select };
}

function startOf(format: keyof typeof STARTS, n: number): string {
  return format === "numbers" ? `${n + 1}. ` : STARTS[format];
}

function fenced(text: string, start: number, end: number): Change {
  const [from, to] = wholeLines(text, start, end);
  const words = text.slice(from, to);
  const inner = new RegExp(`^${FENCE}[^\n]*\n([\\s\\S]*)\n${FENCE}$`, "u").exec(words)?.[1];
  if (inner !== undefined) {
    return { from, to, text: inner, select: [from, from + inner.length] };
  }
  const at = from + FENCE.length + 1;
  return {
    from,
    to,
    text: `${FENCE}\n${words}\n${FENCE}`,
    select: start === end ? [at + end - from, at + end - from] : [at, at + words.length],
  };
}

function linked(text: string, start: number, end: number): Change {
  const words = text.slice(start, end);
  const link = `[${words}](${ADDRESS})`;
  // Without words they come first, with words the address.
  const address = start + words.length + 3;
  const select =
    words === ""
      ? ([start + 1, start + 1] as const)
      : ([address, address + ADDRESS.length] as const);
  return { from: start, to: end, text: link, select };
}

function wholeLines(text: string, start: number, end: number): [number, number] {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  return [from, to === -1 ? text.length : to];
}
