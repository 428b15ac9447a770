import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** A language that journeys visit. */
export type Tongue = "en" | "de" | "ar";

/** An English text of the client as it stands on the screen of a person with this language. */
export type Words = (text: string, values?: Readonly<Record<string, string>>) => string;

/** The client's own catalogue, so that a scene finds its way in every language. */
export function wordsIn(tongue: Tongue): Words {
  const file = resolve(import.meta.dirname, `../../src/languages/${tongue}.json`);
  const catalogue: Record<string, unknown> =
    tongue === "en" ? {} : JSON.parse(readFileSync(file, "utf8"));
  return (text, values = {}) => {
    const entry = catalogue[text];
    const said = typeof entry === "string" ? entry : text;
    return said.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
  };
}
