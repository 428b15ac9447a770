import { locale } from "./i18n";

let segments: Intl.Segmenter | null = null;

/** The first grapheme of a word, so that an emoji or an accented letter stays whole. */
function firstGrapheme(word: string): string {
  // Made when it is first asked for: its tables take a browser tens of milliseconds.
  segments ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const part of segments.segment(word)) return part.segment;
  return "";
}

/** One or two initials of a name; a bullet when there is nothing to show. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return "•";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (firstGrapheme(first) + (last === undefined ? "" : firstGrapheme(last))).toLocaleUpperCase(
    locale(),
  );
}

/** Colours an avatar may have; `tokens.css` draws them by hue. */
export const TONES = 18;

/** The same id has the same colour on every screen: FNV-1a over its letters. */
export function toneOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % TONES;
}

let lists: Intl.ListFormat | null = null;

/** "Ann", "Ann and Ben", "Ann, Ben and Cleo", as the reader's language joins them. */
export function listOfNames(names: readonly string[]): string {
  lists ??= new Intl.ListFormat(locale(), { type: "conjunction" });
  return lists.format(names);
}

/** Unicode scalar values, as the server counts them (an emoji outside the first plane is one, not two). */
export function scalarCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

let collator: Intl.Collator | null = null;

/** Order of names that a reader expects: case and accents matter last, numbers count as numbers. */
export const byName = {
  compare: (a: string, b: string): number => {
    // Made when it is first asked for: by then the language is known, and it stays.
    collator ??= new Intl.Collator(locale(), { sensitivity: "base", numeric: true });
    return collator.compare(a, b);
  },
} as const;

/** Lower case without accents, for filters; the same for every reader. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
