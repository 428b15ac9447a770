/** The beginning of something that can be completed. */
export interface Typed {
  readonly of: "mention" | "emoji" | "sound";
  /** The letters behind its sign. */
  readonly query: string;
  /** How much of the text before the caret it takes, its sign among it. */
  readonly length: number;
}

/** Longest name that is looked for; handles are not longer. */
const QUERY_MAX = 32;

/** Each sign with its letters, before the caret; not within a word or an address. */
const SIGNS = [
  ["mention", /(?:^|[^\p{L}\p{N}_@/.+%=-])@([\p{L}\p{N}._-]+)$/u],
  // One letter behind a colon is more often the end of ":D" than the beginning of a name.
  ["emoji", /(?:^|[^\p{L}\p{N}:/])(?::)([\p{L}\p{N}_+-]{2,})$/u],
  ["sound", /^\/play (\w*)$/u],
] as const;

/** What stands before the caret and may be completed. */
export function typedAt(before: string): Typed | null {
  for (const [of, sign] of SIGNS) {
    const query = sign.exec(before)?.[1];
    if (query === undefined || query.length > QUERY_MAX) continue;
    return { of, query, length: query.length + (of === "sound" ? 0 : 1) };
  }
  return null;
}
