import { paths } from "./paths";

/** Longest quote, in UTF-16 units: enough to recognise what is meant. */
const QUOTE_MAX = 600;

/** What a quote is made of. */
export interface Quoted {
  readonly id: string;
  readonly room_id: string;
  readonly source: string;
  readonly plain_text: string;
  readonly format: "markdown" | "html";
}

/**
 * A message as the beginning of an answer, in Markdown: its words without what it quotes itself, then
 * who wrote them with a link to them, by which the server tells them. In a quote nobody is mentioned.
 */
export function quote(message: Quoted, author: string): string {
  const own = message.format === "markdown" ? message.source : escaped(message.plain_text);
  const lines = shortened(own.split("\n").filter((line) => !line.startsWith(">")));
  // What stands behind an open block of code would be code.
  if (lines.filter((line) => /^\s*```/u.test(line)).length % 2 === 1) lines.push("```");
  const cite = `— [${escaped(author)}](${paths.message(message.room_id, message.id)})`;
  return [...lines, "", cite].map((line) => (line === "" ? ">" : `> ${line}`)).join("\n");
}

function shortened(lines: string[]): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.join("\n").trim().split("\n")) {
    if (length + line.length > QUOTE_MAX) return [...kept, `${line.slice(0, QUOTE_MAX - length)}…`];
    kept.push(line);
    length += line.length;
  }
  return kept;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>~#&!|]/gu, "\\$&");
}
