import { applyFormat } from "./commands";
import type { Look } from "./document";
import type { Engine } from "./engine";
import { around, caretIn, lineAt } from "./place";
import { lineOf } from "./to-dom";

/** Signs around words as they are typed, the last of them just now. */
const ENDED: readonly (readonly [RegExp, Look])[] = [
  [/\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/u, { bold: true }],
  [/(?<![\p{L}\p{N}_])__([^_\s](?:[^_]*[^_\s])?)__$/u, { bold: true }],
  [/(?<!\*)\*([^*\s](?:[^*]*[^*\s])?)\*$/u, { italic: true }],
  [/(?<![\p{L}\p{N}_])_([^_\s](?:[^_]*[^_\s])?)_$/u, { italic: true }],
  [/~~([^~\s](?:[^~]*[^~\s])?)~~$/u, { strike: true }],
  [/(?<!`)`([^`]+)`$/u, { code: true }],
];
/** Signs at the beginning of a line. */
const BEGUN = /^(?:([-*+])|(1[.)])|(>)|(#{1,6})|```(\w*))$/u;

/** Turns signs around the words before the caret into their look; one undo brings them back. */
export function endLook(engine: Engine): void {
  const root = engine.getRoot();
  const caret = caretIn(root);
  const words = caret?.startContainer;
  if (caret === null || !(words instanceof Text) || around(root, words, "code, pre") !== null)
    return;
  const before = words.data.slice(0, caret.startOffset);
  for (const [signs, look] of ENDED) {
    const found = signs.exec(before);
    if (found === null) continue;
    caret.setStart(words, found.index);
    engine.setSelection(caret);
    const content = document.createDocumentFragment();
    // Behind the last one words are plain again.
    content.append(...lineOf([{ text: found[1] ?? "", look }]).childNodes, "\u{200b}");
    engine.insert(content);
    return;
  }
}

/** Turns signs at the beginning of a line into what they begin; false when there are none. */
export function beginBlock(engine: Engine): boolean {
  const root = engine.getRoot();
  const caret = caretIn(root);
  const at = caret === null ? null : lineAt(root, caret);
  const found = at?.line.tagName === "DIV" ? BEGUN.exec(at.before) : null;
  if (caret === null || at === null || found === null) return false;
  engine.saveUndoState(caret);
  caret.setStart(at.line, 0);
  caret.deleteContents();
  if (at.line.textContent === "") at.line.replaceChildren(document.createElement("BR"));
  caret.setStart(at.line, 0);
  caret.collapse(true);
  engine.setSelection(caret);
  const [, bullet, number, quote, heading, info] = found;
  if (bullet !== undefined) applyFormat(engine, "bullets");
  else if (number !== undefined) applyFormat(engine, "numbers");
  else if (quote !== undefined) applyFormat(engine, "quote");
  else if (heading !== undefined) applyFormat(engine, "heading");
  else applyFormat(engine, "block");
  const code = around(root, engine.getSelection().startContainer, "pre");
  if (code !== null && info) code.dataset.info = info;
  return true;
}
