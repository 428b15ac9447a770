import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/** Languages with names of emoji; `ui/writing/emoji-data.ts` knows the same. */
const LANGUAGES = ["en", "de"];
/** Newer ones are boxes on many devices still. */
const NEWEST = 15;
/** Parts of other emoji: tones of skin and hair. */
const PARTS = 2;

/** An emoji in the data of Emojibase, as far as we use it. */
interface Emoji {
  readonly emoji: string;
  readonly hexcode: string;
  readonly label: string;
  readonly version: number;
  readonly tags?: readonly string[];
  readonly group?: number;
}

/**
 * Puts the names of all emoji beside the scripts, one file a language in the form that the picker
 * reads, and the licence of the data. A browser asks for it when somebody looks for an emoji.
 */
export function emojiFiles(): Plugin {
  const files = (): [name: string, text: string][] => [
    ...LANGUAGES.map(
      (language) => [`emoji/${language}.json`, JSON.stringify(data(language))] as [string, string],
    ),
    ["emoji/LICENSE.txt", text("emojibase-data/LICENSE")],
  ];
  return {
    name: "campfire-emoji-files",
    generateBundle() {
      for (const [fileName, source] of files()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer: ({ middlewares }) => {
      const held = new Map(files());
      middlewares.use((request, response, next) => {
        const found = held.get(request.url?.slice(1) ?? "");
        if (found === undefined) next();
        else response.end(found);
      });
    },
  };
}

function data(locale: string) {
  const all: Emoji[] = JSON.parse(text(`emojibase-data/${locale}/data.json`));
  const { groups } = JSON.parse(text(`emojibase-data/${locale}/messages.json`));
  const codes = JSON.parse(text("emojibase-data/en/shortcodes/github.json"));
  const shown = all.filter(
    ({ group, version }) => group !== PARTS && group !== undefined && version <= NEWEST,
  );
  return {
    locale,
    emojis: shown.map(({ emoji, label, tags, group, version }) => ({
      emoji,
      label,
      tags: tags ?? [],
      category: group,
      version,
    })),
    /** By which they are written behind a colon: as elsewhere, and by the name in this language. */
    names: shown.map(({ hexcode, label }) => [...[codes[hexcode] ?? []].flat(), asName(label)]),
    categories: groups
      .filter(({ order }: { order: number }) => order !== PARTS)
      // The picker says them in the words of our own catalogues, which have more languages.
      .map(({ order, key }: { order: number; key: string }) => ({ index: order, label: key })),
    skinTones: {},
  };
}

function asName(label: string): string {
  return label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "_");
}

function text(path: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(path), "utf8");
}
