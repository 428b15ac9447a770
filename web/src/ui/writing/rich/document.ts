/** How words look. */
export interface Look {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
  /** Where they lead. */
  readonly href?: string;
}

/** Words of one look. */
export interface Run {
  readonly text: string;
  readonly look: Look;
}

/** One line; lines without an empty one between them are one paragraph of the message. */
export type Line = readonly Run[];

/** A part of a message as the editor shows it. What it does not know stays a line, sign by sign. */
export type Block =
  | { readonly is: "line"; readonly of: Line }
  | { readonly is: "heading"; readonly level: number; readonly of: Line }
  | { readonly is: "code"; readonly info: string; readonly text: string }
  | { readonly is: "quote"; readonly of: readonly Block[] }
  /** `first` is the first number; without one it has bullets. */
  | { readonly is: "list"; readonly first?: number; readonly of: readonly (readonly Block[])[] };

/** Whether two looks are the same. */
export function isSameLook(a: Look, b: Look): boolean {
  return (
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.strike === b.strike &&
    a.code === b.code &&
    a.href === b.href
  );
}

/** Runs with neighbours of the same look made one, and without empty ones. */
export function joined(runs: Line): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (run.text === "") continue;
    if (last !== undefined && isSameLook(last.look, run.look)) {
      all[all.length - 1] = { text: last.text + run.text, look: last.look };
    } else all.push(run);
  }
  return all;
}

/** Runs cut at their line breaks. */
export function cutIntoLines(runs: Line): Line[] {
  const lines: Run[][] = [[]];
  for (const { text, look } of runs) {
    text.split("\n").forEach((part, n) => {
      if (n > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, look });
    });
  }
  return lines;
}

/** Whether an address leads where messages may lead: the web, a mailbox, a place of this Campfire. */
export function isSafe(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|\/(?!\/))/iu.test(href);
}
