import { useEffect, useState } from "react";
import { fold } from "../../lib/text";
import { emojiData } from "./emoji-data";
import { FEW_EMOJI } from "./emoji-few";
import type { People } from "./field";
import type { Typed } from "./typed";

/** Something that completes what was begun. */
export interface Option {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  /** What stands before the name; people have their picture there. */
  readonly glyph?: string;
  /** What is written in its place. */
  readonly text: string;
}

/** Typing rests this long before people are looked for, in ms (product page, 2.2). */
const REST_MS = 300;
/** As many as fit above a composer on a phone. */
const SHOWN_MAX = 6;

type Find = (query: string) => Promise<readonly Option[]>;

/** What completes the letters, the best first; the options of the letters before until others come. */
export function useOptions(typed: Typed | null, people: People | undefined): readonly Option[] {
  const [found, setFound] = useState<{ of: string; options: readonly Option[] }>(NOTHING);
  const of = typed?.of ?? "";
  const query = typed?.query ?? "";
  useEffect(() => {
    if (of === "") return setFound(NOTHING);
    let wanted = true;
    const show = (options: readonly Option[]) => {
      if (wanted) setFound({ of, options: options.slice(0, SHOWN_MAX) });
    };
    // Without the others the few at hand stay.
    const few = of === "emoji" ? matching(FEW_EMOJI, query) : [];
    if (of === "emoji") show(few);
    const find = of === "emoji" ? allEmoji : of === "sound" ? sounds : mentions(people);
    const look = () => find(query).then(show, () => show(few));
    const timer = setTimeout(look, of === "mention" ? REST_MS : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [of, query, people]);
  return found.of === of ? found.options : NOTHING.options;
}

const NOTHING = { of: "", options: [] };

const mentions =
  (people: People | undefined): Find =>
  async (query) =>
    ((await people?.find(query)) ?? []).map(({ id, name, handle }) => ({
      id,
      name,
      note: `@${handle}`,
      text: `@${handle} `,
    }));

const allEmoji: Find = async (query) => matching((await emojiData()).named, query);

const sounds: Find = async (query) => {
  const { SOUND_NAMES } = await import("../../lib/sound-names");
  // A whole name needs nothing more: Enter sends it.
  const found = SOUND_NAMES.filter((name) => name.startsWith(query) && name !== query);
  return found.map((name) => ({
    id: name,
    name,
    note: "",
    glyph: "🔊",
    text: name,
  }));
};

/** The emoji that have a name or a tag with these letters: whole names first, then beginnings. */
function matching(
  all: readonly (readonly [emoji: string, ...names: string[]])[],
  query: string,
): Option[] {
  const letters = fold(query).replaceAll("-", "_");
  const ranked: [number, Option][] = [];
  for (const [emoji, ...names] of all) {
    const ranks = names.map((name) => rank(fold(name), letters));
    const best = Math.min(...ranks);
    const name = names[ranks.indexOf(best)];
    if (best === NONE || name === undefined) continue;
    ranked.push([
      best,
      { id: emoji, name: `:${name}:`, note: "", glyph: emoji, text: `${emoji} ` },
    ]);
  }
  return ranked.sort(([a], [b]) => a - b).map(([, option]) => option);
}

const NONE = 3;

function rank(name: string, letters: string): number {
  if (name === letters) return 0;
  if (name.startsWith(letters)) return 1;
  return name.includes(`_${letters}`) ? 2 : NONE;
}
