/** Puts words in place of a part of a field as if they were typed: one undo takes them back. */
export function typeText(field: HTMLTextAreaElement, text: string, from: number, to: number): void {
  field.focus();
  field.setSelectionRange(from, to);
  const command = text === "" ? "delete" : "insertText";
  // Deprecated, and without a successor: nothing else keeps the undo history of a field.
  if (from === to && text === "") return;
  if (document.execCommand?.(command, false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
