import type { Message } from "../../api/types";
import { dayKey, distanceMs } from "../../lib/time";
import type { OutboxEntry } from "../../live/outbox-storage";

/** Messages of one person closer than this stand together, in ms. */
const GROUP_MS = 5 * 60 * 1000;

/** One line of the timeline. Keys are ids, so a row keeps its place on screen while others come and go. */
export type Row =
  | { readonly is: "day"; readonly key: string; readonly at: string }
  | { readonly is: "divider"; readonly key: string }
  | {
      readonly is: "message";
      readonly key: string;
      readonly message: Message;
      readonly grouped: boolean;
    }
  | {
      readonly is: "pending";
      readonly key: string;
      readonly entry: OutboxEntry;
      readonly grouped: boolean;
    };

/** What the lines are made of. */
export interface RowsInput {
  readonly messages: readonly Message[];
  readonly pending: readonly OutboxEntry[];
  readonly me: string;
  /** The last `seq` that was read when the room was opened; the divider stands behind it. */
  readonly dividerSeq: number | null;
}

/** Messages in order of `seq`, then what is on its way; days, the unread divider and groups from neighbours only. */
export function buildRows({ messages, pending, me, dividerSeq }: RowsInput): readonly Row[] {
  const rows: Row[] = [];
  let before: { author: string; at: string; day: string } | null = null;
  let divided = dividerSeq === null;
  const open = (author: string, at: string): boolean => {
    const day = dayKey(at);
    const sameDay = before?.day === day;
    if (!sameDay) rows.push({ is: "day", key: `day-${day}`, at });
    const joined = sameDay && before?.author === author && distanceMs(before.at, at) <= GROUP_MS;
    before = { author, at, day };
    return joined;
  };
  for (const message of messages) {
    let grouped = open(message.creator.id, message.created_at);
    if (!divided && dividerSeq !== null && message.seq > dividerSeq) {
      divided = true;
      grouped = false;
      rows.push({ is: "divider", key: "divider" });
    }
    rows.push({ is: "message", key: keyOf(message), message, grouped });
  }
  const posted = new Set(
    messages.filter((m) => m.creator.id === me).map((m) => m.client_message_id),
  );
  for (const entry of pending) {
    if (posted.has(entry.client_message_id)) continue;
    const grouped = open(me, new Date(entry.created_at).toISOString());
    rows.push({ is: "pending", key: `${me}-${entry.client_message_id}`, entry, grouped });
  }
  return rows;
}

/** The same rows, cut where a day begins. */
export function byDay(rows: readonly Row[]): readonly (readonly Row[])[] {
  const starts = rows.flatMap((row, n) => (row.is === "day" ? [n] : []));
  return starts.map((start, n) => rows.slice(start, starts[n + 1]));
}

/** The same before and after the server knows it: the row on screen stays the same element. */
function keyOf(message: Message): string {
  return `${message.creator.id}-${message.client_message_id}`;
}
