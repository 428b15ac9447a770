import type { Block } from "./document";
import type { Engine } from "./engine";
import { readMarkdown } from "./read-markdown";
import { lineOf, toDom } from "./to-dom";

/** Puts words in place of the selection, sign by sign: they stay words. */
export function insertWords(engine: Engine, text: string): void {
  engine.saveUndoState();
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  // Deprecated, and without a successor: the browser's own way to type in any place.
  if (lines.length === 1 && document.execCommand?.("insertText", false, text)) return;
  const content = document.createDocumentFragment();
  content.append(...lines.map((line) => lineOf(line === "" ? [] : [{ text: line, look: {} }])));
  engine.insert(content);
}

/** Puts Markdown before what is there, and the caret between the two; one undo takes it back. */
export function putBefore(engine: Engine, text: string): void {
  const root = engine.getRoot();
  engine.saveUndoState();
  const blocks = withoutEnd(readMarkdown(text));
  // Words need an empty line to be a paragraph of their own.
  if (blocks.at(-1)?.is === "line") blocks.push({ is: "line", of: [] });
  const old = root.firstElementChild;
  root.prepend(toDom(blocks));
  if (old?.tagName !== "DIV") root.insertBefore(lineOf([]), old);
  const behind = root.children[blocks.length] ?? root;
  const caret = document.createRange();
  caret.setStart(behind, 0);
  engine.setSelection(caret);
}

function withoutEnd(blocks: Block[]): Block[] {
  const last = blocks.findLastIndex((block) => block.is !== "line" || block.of.length > 0);
  return blocks.slice(0, last + 1);
}
