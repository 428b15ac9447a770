import { locale, t } from "./i18n";

/** Formatters are dear to make and the language never changes without a reload: one each. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const held = formats.get(name) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(name, held);
  return held;
}

/** The time of day in the reader's locale and zone, for example 14:05. */
export function timeOfDay(iso: string): string {
  return format("clock", { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** Date and time in full, for tool tips. */
export function exactTime(iso: string): string {
  return format("exact", { dateStyle: "full", timeStyle: "medium" }).format(new Date(iso));
}

/** A key that two moments share when they fall on the same local day. */
export function dayKey(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

/** The heading of a day: Today, Yesterday, or the date in words. */
export function dayLabel(iso: string, now: Date): string {
  const today = dayKey(now.toISOString());
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const key = dayKey(iso);
  if (key === today) return t("Today");
  if (key === dayKey(before.toISOString())) return t("Yesterday");
  return format("day", { dateStyle: "full" }).format(new Date(iso));
}

/** Since when something is so: the time of today, else with its day, as in "since 09:12". */
export function sinceWords(iso: string, now: Date): string {
  if (dayKey(iso) === dayKey(now.toISOString())) return timeOfDay(iso);
  return format("since", { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** A day and a time of it, for lists: "Today, 14:05". */
export function moment(iso: string): string {
  return `${dayLabel(iso, new Date())}, ${timeOfDay(iso)}`;
}

/** Milliseconds between two ISO times, never negative. */
export function distanceMs(a: string, b: string): number {
  return Math.abs(new Date(a).getTime() - new Date(b).getTime());
}

/** A day as 2026-01-31 in the reader's words; null when it is none. */
export function calendarDay(day: string): string | null {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/u.test(day) ? `${day}T00:00:00Z` : Number.NaN);
  if (Number.isNaN(at.getTime())) return null;
  return format("calendar", { dateStyle: "medium", timeZone: "UTC" }).format(at);
}
