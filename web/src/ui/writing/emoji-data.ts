import type { EmojiData } from "frimousse";
import { locale } from "../../lib/i18n";

/** Languages in which the build has names; elsewhere the English ones are shown. */
const LANGUAGES = ["en", "de"];

/** All emoji, as the picker reads them and as the completion of `:` does. */
export interface AllEmoji {
  readonly data: EmojiData;
  /** Each with the names by which one writes it. */
  readonly named: readonly (readonly [emoji: string, ...names: string[]])[];
}

let read: Promise<AllEmoji> | null = null;

/** Reads the emoji from our own server, once for as long as the page lives. */
export function emojiData(): Promise<AllEmoji> {
  read ??= fetchEmoji().catch((error: unknown) => {
    read = null;
    throw error;
  });
  return read;
}

async function fetchEmoji(): Promise<AllEmoji> {
  const wished = locale().split("-")[0] ?? "";
  const language = LANGUAGES.includes(wished) ? wished : "en";
  const answer = await fetch(`/emoji/${language}.json`);
  if (!answer.ok) throw new Error(`no emoji: ${answer.status}`);
  const data: EmojiData & { names: readonly string[][] } = await answer.json();
  const named = data.emojis.map(
    ({ emoji }, index) => [emoji, ...(data.names[index] ?? [])] as const,
  );
  return { data, named };
}
