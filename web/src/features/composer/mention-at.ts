/** The beginning of a mention that is being typed. */
export interface Typed {
  /** Where its `@` stands. */
  readonly start: number;
  /** The letters behind it. */
  readonly query: string;
}

/** Longest name that is looked for; handles are not longer. */
const QUERY_MAX = 32;

/** What of a mention stands before the caret: `@` and letters, not within a word or an address. */
export function mentionAt(text: string, caret: number): Typed | null {
  const found = /(?:^|[^\p{L}\p{N}_@/.+%=-])@([\p{L}\p{N}._-]+)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  if (query === undefined || query.length > QUERY_MAX) return null;
  return { start: caret - query.length - 1, query };
}
