/** Where the caret stands in an editor; `null` while words are selected, or it is elsewhere. */
export function caretIn(root: HTMLElement): Range | null {
  const selection = document.getSelection();
  if (selection === null || !selection.isCollapsed || !root.contains(selection.anchorNode)) {
    return null;
  }
  return selection.getRangeAt(0).cloneRange();
}

/** The innermost element with one of these names around a place. */
export function around(root: HTMLElement, node: Node | null, names: string): HTMLElement | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  const found = element?.closest<HTMLElement>(names) ?? null;
  return found !== null && found !== root && root.contains(found) ? found : null;
}

/** The line that a caret stands in, and what is written in it before the caret. */
export function lineAt(
  root: HTMLElement,
  caret: Range,
): { line: HTMLElement; before: string } | null {
  const line = around(root, caret.startContainer, "div, li, h1, h2, h3, h4, h5, h6, pre");
  if (line === null) return null;
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEnd(caret.startContainer, caret.startOffset);
  return { line, before: range.toString().replaceAll("\u{200b}", "") };
}
