import { isSafe } from "./document";

/** What a message may have, by the name of what is pasted. */
const ELEMENTS: Readonly<Record<string, string>> = {
  b: "B",
  strong: "B",
  i: "I",
  em: "I",
  cite: "I",
  s: "S",
  del: "S",
  strike: "S",
  code: "CODE",
  kbd: "CODE",
  samp: "CODE",
  tt: "CODE",
  a: "A",
  p: "DIV",
  div: "DIV",
  section: "DIV",
  article: "DIV",
  header: "DIV",
  footer: "DIV",
  tr: "DIV",
  dt: "DIV",
  dd: "DIV",
  h1: "H1",
  h2: "H2",
  h3: "H3",
  h4: "H4",
  h5: "H5",
  h6: "H6",
  blockquote: "BLOCKQUOTE",
  pre: "PRE",
  ul: "UL",
  ol: "OL",
  li: "LI",
};
/** What is no text at all, and left out with all that is in it. */
const DROPPED = "script|style|template|title|svg|math|textarea|select|iframe|object|noscript|head";
const TOKEN = new RegExp(
  [
    "<!--[\\s\\S]*?(?:-->|$)",
    `<(${DROPPED})\\b[\\s\\S]*?(?:</\\1\\s*>|$)`,
    "<(/?)([a-z][^\\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>",
    "<[!?/][^>]*>",
    "[^<]+",
    "<",
  ].join("|"),
  "giu",
);
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};
/** Elements in each other; what is deeper joins what it stands in. */
const DEPTH_MAX = 64;

/**
 * Reads html that was pasted, or dropped: tag by tag and never by the browser, so that nothing in it
 * can run or load. Looks that a message may have are kept, all else becomes its words.
 */
export function readHtml(html: string): HTMLElement {
  const root = document.createElement("DIV");
  const open: { name: string; element: HTMLElement }[] = [];
  const inner = () => open.at(-1)?.element ?? root;
  for (const [token, , end, name, attributes = ""] of html.matchAll(TOKEN)) {
    if (name === undefined) {
      if (!token.startsWith("<") || token === "<") addText(inner(), decoded(token));
      continue;
    }
    const tag = name.toLowerCase();
    if (end === "/") {
      const at = open.findLastIndex((one) => one.name === tag);
      if (at !== -1) open.length = at;
    } else if (tag === "br") inner().append(document.createElement("BR"));
    else if (/^t[dh]$/u.test(tag)) addText(inner(), " ");
    else {
      const element = elementOf(tag, attributes, inner());
      if (element === null || open.length >= DEPTH_MAX) continue;
      if (tag === "p" && inner().lastElementChild !== null) {
        inner().append(document.createElement("DIV"));
      }
      inner().append(element);
      open.push({ name: tag, element });
    }
  }
  return root;
}

function elementOf(tag: string, attributes: string, parent: HTMLElement): HTMLElement | null {
  const style = attribute(attributes, "style");
  const name = tag === "span" ? lookOf(style) : ELEMENTS[tag];
  // Some write `<b style="font-weight: normal">` around everything that is copied.
  if (name === undefined || (name === "B" && /font-weight:\s*(?:normal|400)/iu.test(style))) {
    return null;
  }
  // Inside of code there are only words.
  if (parent.closest("pre, code") !== null) return null;
  const element = document.createElement(name);
  const href = attribute(attributes, "href").trim();
  if (name === "A" && isSafe(href)) element.setAttribute("href", href);
  return element;
}

function lookOf(style: string): string | undefined {
  if (/font-weight:\s*(?:bold|[6-9]00)/iu.test(style)) return "B";
  if (/font-style:\s*italic/iu.test(style)) return "I";
  return /text-decoration[\w-]*:[^;]*line-through/iu.test(style) ? "S" : undefined;
}

function attribute(attributes: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "iu");
  const [, double, single, bare] = found.exec(attributes) ?? [];
  return decoded(double ?? single ?? bare ?? "");
}

function addText(parent: HTMLElement, text: string): void {
  if (parent.closest("pre") !== null) parent.append(text);
  else {
    const words = text.replace(/[ \t\r\n]+/gu, " ");
    const isAtStart = parent.lastChild === null || parent.lastElementChild?.matches("div, li, br");
    if (words !== " " || !isAtStart) parent.append(words.replaceAll("\u{a0}", " "));
  }
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/giu, (whole, ten, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
