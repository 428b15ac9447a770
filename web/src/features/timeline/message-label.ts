import type { Message } from "../../api/types";
import { t, tn } from "../../lib/i18n";
import { timeOfDay } from "../../lib/time";

/** More of a text is not read out as a name; the text itself can be read at leisure. */
const LABEL_MAX = 300;

/** What a message is called by who hears it: "Eva, 14:05, the words, 3 boosts, edited". */
export function labelOf(message: Message, author: string): string {
  const boosts = message.boosts.length;
  const parts = [
    author,
    timeOfDay(message.created_at),
    wordsOf(message),
    boosts === 0 ? "" : tn(boosts, "{n} boost", "{n} boosts"),
    message.edited_at === null || message.deleted ? "" : t("edited"),
  ];
  return parts.filter(Boolean).join(", ");
}

function wordsOf(message: Message): string {
  if (message.deleted) return t("message deleted");
  if (message.sound) return t("plays the sound {sound}", { sound: message.sound });
  const text = message.plain_text.trim();
  return text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX)}…` : text;
}
