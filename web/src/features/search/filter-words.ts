import { t } from "../../lib/i18n";
import type { Filter, FilterKey } from "../../lib/search-text";
import { calendarDay } from "../../lib/time";
import { useClient } from "../../live/live-provider";

/** What a message can have in it, as one writes it behind `has:`. */
export const HAS = ["link", "code", "mention", "sound"] as const;

/** What a filter says, for a person; people are called as they are written. */
export function useFilterWords(): (filter: Filter) => string {
  const me = useClient((state) => state.me.name);
  return ({ key, value }) => {
    switch (key) {
      case "from":
        return t("From {name}", { name: isMe(value) ? t("{name} (you)", { name: me }) : value });
      case "in":
        return t("In {room}", { room: value.replace(/^#/u, "") });
      case "after":
        return t("After {day}", { day: calendarDay(value) ?? value });
      case "before":
        return t("Before {day}", { day: calendarDay(value) ?? value });
      case "has":
        return hasWords(value) ?? `has:${value}`;
    }
  };
}

const isMe = (value: string) => value.toLowerCase() === "me";

/** What is in a message, in words; null for what the server does not know. */
export function hasWords(value: string): string | null {
  switch (value.toLowerCase()) {
    case "link":
      return t("With a link");
    case "code":
      return t("With code");
    case "mention":
      return t("With a mention");
    case "sound":
      return t("With a sound");
    default:
      return null;
  }
}

/** The value of the first filter of a name. */
export function firstOf(filters: readonly Filter[], key: FilterKey): string {
  return filters.find((filter) => filter.key === key)?.value ?? "";
}
