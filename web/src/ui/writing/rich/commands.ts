import type { Format } from "../keys";
import type { Engine } from "./engine";
import { around } from "./place";

/** The elements of each format. */
const NAMES: Readonly<Record<Format, string>> = {
  bold: "b",
  italic: "i",
  strike: "s",
  code: "code",
  link: "a",
  heading: "h1, h2, h3, h4, h5, h6",
  quote: "blockquote",
  bullets: "ul",
  numbers: "ol",
  block: "pre",
};
const FORMATS = Object.keys(NAMES) as Format[];

/** The formats of what is selected, of its end when it has several. */
export function formatsAt(root: HTMLElement): readonly Format[] {
  const at = document.getSelection()?.focusNode ?? null;
  return FORMATS.filter((format) => around(root, at, NAMES[format]) !== null);
}

/** Gives the selection a format, or takes it away; a link is set by `linkTo`. */
export function applyFormat(engine: Engine, format: Format): void {
  const root = engine.getRoot();
  const at = engine.getSelection().startContainer;
  const has = around(root, at, NAMES[format]) !== null;
  switch (format) {
    case "bold":
    case "italic":
    case "strike":
    case "code":
      // Code has no looks in it.
      if (around(root, at, "pre") !== null) return;
      toggle(engine, NAMES[format]);
      return;
    case "link":
      engine.removeLink();
      return;
    case "heading":
      headings(engine, has ? "DIV" : "H2");
      return;
    case "quote":
      if (has) engine.decreaseQuoteLevel();
      else engine.increaseQuoteLevel();
      return;
    case "bullets":
      if (has) engine.removeList();
      else engine.makeUnorderedList();
      return;
    case "numbers":
      if (has) engine.removeList();
      else engine.makeOrderedList();
      return;
    case "block":
      blocks(engine, has);
  }
}

/** Links the selected words, or writes the address as words when none are selected. */
export function linkTo(engine: Engine, href: string): void {
  const range = engine.getSelection();
  if (range.collapsed) {
    engine.saveUndoState(range);
    const words = document.createTextNode(href);
    range.insertNode(words);
    range.selectNode(words);
    engine.setSelection(range);
  }
  engine.makeLink(href);
  const behind = engine.getSelection();
  behind.collapse(false);
  engine.setSelection(behind);
}

function toggle(engine: Engine, tag: string): void {
  if (engine.hasFormat(tag)) engine.changeFormat(null, { tag });
  else engine.changeFormat({ tag });
}

function headings(engine: Engine, tag: string): void {
  engine.modifyBlocks((content) => {
    for (const line of content.querySelectorAll("div, h1, h2, h3, h4, h5, h6")) {
      const made = document.createElement(tag);
      made.dir = "auto";
      made.append(...line.childNodes);
      line.replaceWith(made);
    }
    return content;
  });
  engine.focus();
}

function blocks(engine: Engine, has: boolean): void {
  if (has) {
    engine.removeCode();
    return;
  }
  const range = engine.getSelection();
  // Words of one line would become code within it.
  if (range.startContainer === range.endContainer) range.collapse(false);
  engine.setSelection(range);
  engine.code();
}
