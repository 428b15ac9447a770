import arabic from "../languages/ar.json?url";
import german from "../languages/de.json?url";

/**
 * The words of the client. The English text is the key (as with gettext), so English costs nothing
 * and a catalogue that lacks a text still shows something that can be read.
 */

/** Languages with a complete catalogue, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;

/** A language the client speaks. */
export type Language = keyof typeof LANGUAGES;

/** What stands in the places of a text: `{name}`. A number that counts nothing is given as a string. */
export type Values = Readonly<Record<string, string | number>>;

/** One text, or one for each plural category of the language (CLDR: zero, one, two, few, many, other). */
type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Catalogue = Readonly<Record<string, Entry>>;

/** Where the catalogues are: data and no scripts, so that nothing is compiled to read words. */
const CATALOGUES: Record<Exclude<Language, "en">, string> = { de: german, ar: arabic };

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** Where the choice of this browser is kept; without one the browser's own list decides. */
const KEY = "campfire.language";

/** All that drawing asks for, of one language at a time. */
interface Spoken {
  readonly language: Language;
  readonly locale: string;
  readonly catalogue: Catalogue;
}

let spoken: Spoken = { language: "en", locale: "en", catalogue: {} };
/** Made when they are first asked for: a browser takes tens of milliseconds for its first one. */
let plurals: Intl.PluralRules | null = null;
let numbers: Intl.NumberFormat | null = null;

/** Whether the client speaks this. */
export function isLanguage(tag: string | null | undefined): tag is Language {
  return typeof tag === "string" && Object.hasOwn(LANGUAGES, tag);
}

/** The language chosen in this browser; `null` follows the browser. */
export function chosenLanguage(): Language | null {
  try {
    const kept = localStorage.getItem(KEY);
    return isLanguage(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the choice and loads the page again in it. */
export function chooseLanguage(wanted: Language | null): void {
  try {
    if (wanted === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, wanted);
  } catch {
    // A browser that keeps nothing goes on with its own list.
  }
  location.reload();
}

/** Reads the catalogue of the person's language, before the first drawing. English when it cannot be had. */
export async function loadLanguage(wished: readonly string[] = navigator.languages): Promise<void> {
  const wanted = chosenLanguage() ?? wished.map(primary).find(isLanguage) ?? "en";
  const catalogue = await read(wanted);
  const language = catalogue === null ? "en" : wanted;
  const regional = wished.find((tag) => primary(tag) === language && isTag(tag));
  spoken = { language, locale: regional ?? language, catalogue: catalogue ?? {} };
  plurals = numbers = null;
  document.documentElement.lang = language;
  document.documentElement.dir = isRightToLeft() ? "rtl" : "ltr";
}

async function read(wanted: Language): Promise<Catalogue | null> {
  if (wanted === "en") return {};
  try {
    const answer = await fetch(CATALOGUES[wanted]);
    return answer.ok ? ((await answer.json()) as Catalogue) : null;
  } catch {
    return null;
  }
}

/** The language that is spoken now. */
export function language(): Language {
  return spoken.language;
}

/** The tag for dates, numbers and lists: the language with the person's region where it is known. */
export function locale(): string {
  return spoken.locale;
}

/**
 * A text in the person's language. Call it while drawing, with the English text written out: a test
 * reads the calls and holds the catalogues to them. Elements go into a text by `tx`.
 */
export function t(text: string, values?: Values): string {
  const entry = spoken.catalogue[text];
  return fill(typeof entry === "string" ? entry : text, values);
}

/** A text that depends on a number, which stands at `{n}`: the English one, and the English other. */
export function tn(n: number, one: string, other: string, values?: Values): string {
  const entry = spoken.catalogue[other];
  const forms: Entry = typeof entry === "object" ? entry : { one, other };
  plurals ??= new Intl.PluralRules(spoken.locale);
  const form = forms[plurals.select(n)] ?? forms.other ?? other;
  return fill(form, { n, ...values });
}

function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? numeral(value) : apart(value);
  });
}

/** A number in the digits and groups of the person's language. */
export function numeral(value: number): string {
  numbers ??= new Intl.NumberFormat(spoken.locale);
  return numbers.format(value);
}

/** A name that runs the other way keeps its order and leaves that of the words around it (Unicode's isolates). */
function apart(value: string): string {
  return isRightToLeft() || RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}

function isRightToLeft(): boolean {
  return spoken.language === "ar";
}

function primary(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? tag;
}

/** Whether it is a tag at all: `Intl` throws at others, and some systems hand them to the browser. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
