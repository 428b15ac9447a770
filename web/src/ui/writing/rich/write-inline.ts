import { joined, type Line, type Look, type Run } from "./document";

/** Writes a line with its looks and leaves all signs among its words as they are. */
export function plainly(line: Line): string {
  return written(line, (text) => text);
}

/** Writes a line so that no sign among its words is taken for a look. */
export function signed(line: Line): string {
  return written(line, (text) => text.replace(/[\\`*_~[\]]/gu, "\\$&"));
}

/** A line whose looks begin and end with words: `** bold**` is not bold. */
export function trimmed(line: Line): Run[] {
  return joined(line.flatMap(apart).map(withoutEdges));
}

/** A look that is begun and not ended. */
interface Open {
  readonly kind: keyof Look;
  readonly href: string | undefined;
  readonly end: string;
}

const KINDS = ["href", "bold", "strike", "italic"] as const;

function written(line: Line, guarded: (text: string) => string): string {
  const runs = trimmed(line);
  const open: Open[] = [];
  let text = "";
  runs.forEach((run, n) => {
    const stays = open.findIndex(({ kind, href }) => !has(run, kind, href));
    for (const { end } of stays === -1 ? [] : open.splice(stays).reverse()) text += end;
    const begun = KINDS.filter(
      (kind) => run.look[kind] && !open.some((other) => other.kind === kind),
    );
    // What lasts longest is begun first.
    for (const kind of begun.sort((a, b) => lasts(runs, n, b) - lasts(runs, n, a))) {
      const { sign, end } = signOf(kind, text, runs, n);
      text += sign;
      open.push({ kind, href: run.look.href, end });
    }
    text += run.look.code ? code(run.text) : guarded(run.text);
  });
  for (const { end } of open.reverse()) text += end;
  return text;
}

function has({ look }: Run, kind: keyof Look, href: string | undefined): boolean {
  return kind === "href" ? look.href === href : look[kind] === true;
}

/** How many runs from here on have a look. */
function lasts(runs: Line, from: number, kind: keyof Look): number {
  const wanted = runs[from]?.look.href;
  let end = from;
  for (let run = runs[end]; run !== undefined && has(run, kind, wanted); run = runs[end]) end += 1;
  return end - from;
}

function signOf(
  kind: keyof Look,
  before: string,
  runs: Line,
  n: number,
): { sign: string; end: string } {
  if (kind === "href") {
    const href = (runs[n]?.look.href ?? "").replace(/[()<>\\\s]/gu, percent);
    return { sign: "[", end: `](${href})` };
  }
  if (kind === "bold") return { sign: "**", end: "**" };
  if (kind === "strike") return { sign: "~~", end: "~~" };
  // An underscore within a word is a letter of it.
  const after = runs[n + lasts(runs, n, kind)]?.text ?? "";
  const sign = /[\p{L}\p{N}_]$/u.test(before) || /^[\p{L}\p{N}_]/u.test(after) ? "*" : "_";
  return { sign, end: sign };
}

function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .*\S.* $/u.test(text) ? " " : "";
  return ticks + pad + text + pad + ticks;
}

/** Blanks at the edges of words as runs of their own. */
function apart({ text, look }: Run): Run[] {
  if (look.code) return [{ text, look }];
  const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return [before, words, after].map((part) => ({ text: part, look }));
}

/** Blanks have the looks that both of their neighbours have. */
function withoutEdges(run: Run, at: number, all: Run[]): Run {
  if (run.look.code || run.text.trim() !== "") return run;
  const before = wordsBeside(all, at, -1);
  const after = wordsBeside(all, at, 1);
  return {
    text: run.text,
    look: {
      ...(before.bold && after.bold && { bold: true }),
      ...(before.italic && after.italic && { italic: true }),
      ...(before.strike && after.strike && { strike: true }),
      ...(before.href !== undefined && before.href === after.href && { href: before.href }),
    },
  };
}

/** The look of the nearest words on one side. */
function wordsBeside(all: readonly Run[], at: number, step: 1 | -1): Look {
  for (let n = at + step; ; n += step) {
    const run = all[n];
    if (run === undefined) return {};
    if (run.look.code || run.text.trim() !== "") return run.look;
  }
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16)}`;
}
