// Puts the catalogues in order: one text a line, by its key, each once. Run it after a merge or an
// addition by hand; a comma too many or too few is mended on the way.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const dir = new URL("../src/languages/", import.meta.url);
for (const name of readdirSync(dir).filter((one) => one.endsWith(".json"))) {
  const file = new URL(name, dir);
  const lines = Object.entries(read(readFileSync(file, "utf8")))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, words]) => `  ${JSON.stringify(key)}: ${JSON.stringify(words)}`);
  writeFileSync(file, `{\n${lines.join(",\n")}\n}\n`);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    const entries = text.split("\n").filter((line) => line.trim().startsWith('"'));
    const whole = entries.map((line) => line.trim().replace(/,$/u, ""));
    return JSON.parse(`{${whole.join(",")}}`);
  }
}
