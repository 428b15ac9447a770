import { fold } from "../../lib/text";

/**
 * How well a name fits some letters: more is better, null is not at all. The whole beginning counts
 * most, then beginnings of words, then letters in a row, then letters in their order.
 */
export function fitness(name: string, letters: string): number | null {
  const text = fold(name);
  const wanted = fold(letters).trim();
  if (wanted === "") return 0;
  // Of two that fit alike the shorter one is meant.
  const short = 1 / (1 + text.length);
  if (text.startsWith(wanted)) return 4 + short;
  const words = text.split(/[^\p{L}\p{N}]+/u);
  const begins = (part: string) => words.some((word) => word.startsWith(part));
  if (wanted.split(/\s+/u).every(begins)) return 3 + short;
  if (text.includes(wanted)) return 2 + short;
  return inOrder(text, wanted.replace(/\s+/gu, "")) ? 1 + short : null;
}

function inOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
