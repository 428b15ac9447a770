const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const fullDay = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** The time of day in the reader's locale and zone, for example 14:05. */
export function timeOfDay(iso: string): string {
  return clock.format(new Date(iso));
}

/** Date and time in full, for tool tips. */
export function exactTime(iso: string): string {
  return exact.format(new Date(iso));
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
  if (key === today) return "Today";
  if (key === dayKey(before.toISOString())) return "Yesterday";
  return fullDay.format(new Date(iso));
}

/** A day and a time of it, for lists: "Today, 14:05". */
export function moment(iso: string): string {
  return `${dayLabel(iso, new Date())}, ${timeOfDay(iso)}`;
}

/** Milliseconds between two ISO times, never negative. */
export function distanceMs(a: string, b: string): number {
  return Math.abs(new Date(a).getTime() - new Date(b).getTime());
}
