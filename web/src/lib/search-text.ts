/** What a filter of a search may be called; the server reads the same. */
export const FILTER_KEYS = ["from", "in", "after", "before", "has"] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** A filter of a search, as in `from:@ann`. */
export interface Filter {
  readonly key: FilterKey;
  readonly value: string;
}

/** A word, a phrase or a filter of a search, and how it was written. */
interface Item {
  readonly written: string;
  readonly filter: Filter | null;
}

/** A phrase or a word, behind the name of a filter or not. Phones write curled quotation marks. */
const ITEM = /(?:(from|in|after|before|has):)?(?:["“”„]([^"“”„]*)["“”„]?|([^\s\p{Cc}"“”„]+))/giu;
const QUOTE = /["“”„]/u;

/** The filters that stand in the text of a search, from left to right. */
export function filtersIn(text: string): readonly Filter[] {
  return itemsOf(text).flatMap(({ filter }) => filter ?? []);
}

/** The text with one more filter; as it was when the filter is there. */
export function withFilter(text: string, filter: Filter): string {
  if (filtersIn(text).some((one) => isSame(one, filter))) return text;
  return [...itemsOf(text).map((item) => item.written), written(filter)].join(" ");
}

/** The text without a filter. */
export function withoutFilter(text: string, filter: Filter): string {
  return without(text, (one) => isSame(one, filter));
}

/** The words alone. */
export function withoutFilters(text: string): string {
  return without(text, () => true);
}

/** The text with this as the only filter of its name; none when the value is empty. */
export function withOnly(text: string, filter: Filter): string {
  const rest = without(text, (one) => one.key === filter.key);
  return filter.value === "" ? rest : withFilter(rest, filter);
}

/** The value that names a room: a `#` before a name is not taken for a part of it. */
export function valueOfRoom(name: string): string {
  return name.startsWith("#") ? `#${name}` : name;
}

/** Whether a value can be written at all: a quotation mark ends what is quoted. */
export function isWritable(value: string): boolean {
  return !QUOTE.test(value);
}

/** A filter as one writes it. */
export function written({ key, value }: Filter): string {
  return /\s/u.test(value) ? `${key}:"${value}"` : `${key}:${value}`;
}

function without(text: string, which: (filter: Filter) => boolean): string {
  const left = itemsOf(text).filter(({ filter }) => filter === null || !which(filter));
  return left.map((item) => item.written).join(" ");
}

function itemsOf(text: string): readonly Item[] {
  return [...text.matchAll(ITEM)].map(([whole, key, quoted, word]) => {
    const value = quoted?.trim().replace(/\s+/gu, " ") ?? word ?? "";
    // A phrase that was left open ends where the text did, not behind what is added to it.
    const closed =
      quoted === undefined ? whole : `${key === undefined ? "" : `${key}:`}"${quoted}"`;
    if (key === undefined || value === "") return { written: closed, filter: null };
    return { written: closed, filter: { key: key.toLowerCase() as FilterKey, value } };
  });
}

function isSame(one: Filter, other: Filter): boolean {
  return one.key === other.key && one.value.toLowerCase() === other.value.toLowerCase();
}
