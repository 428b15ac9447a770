import type { Message, MessagePage } from "../api/types";

/** Rows kept in memory and on screen; more would only make scrolling slow. Older ones are read again when asked for. */
export const TIMELINE_MAX = 320;
/** A full window loses so many at its old end at once, so that a busy room is not cut at each message. */
const CUT = 100;

/**
 * A window on a room's messages: ascending and without holes, since `seq` is dense and a deleted
 * message leaves a tombstone. What is not in it lies before its first or behind its last message:
 * a jump replaces the window, so two messages that do not follow each other never stand together,
 * and both ends say how many are missing. Newer ones exist when the last `seq` is below the room's.
 */
export interface Timeline {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /**
   * Somebody reads above the end. Then the old end stays where it is, and a full window takes no
   * new messages in: they are read again on the way down.
   */
  readonly reading?: boolean;
}

/** Which end of the window a page belongs to. */
export type PageEnd = "replace" | "older" | "newer" | "refresh";

/** The newest `seq` of the window, 0 when it is empty. */
export function newestSeq(timeline: Timeline): number {
  return timeline.messages[timeline.messages.length - 1]?.seq ?? 0;
}

/** The oldest `seq` of the window, 0 when it is empty. */
export function oldestSeq(timeline: Timeline): number {
  return timeline.messages[0]?.seq ?? 0;
}

/**
 * Of two copies the one with the greater `rev`; a tombstone is final, and wins when both are of one
 * `rev`: what a ban erases keeps its number.
 */
export function newerCopy(held: Message, given: Message): Message {
  if (held.deleted && !given.deleted) return held;
  if (given.deleted && !held.deleted && given.rev === held.rev) return given;
  return given.rev > held.rev ? given : held;
}

/**
 * Puts a message in its place: over its older copy, or behind the last one. One that does not touch
 * the window is left out; the room's `last_seq` says that there is more.
 */
export function putMessage(timeline: Timeline, message: Message): Timeline {
  const first = timeline.messages[0];
  if (first === undefined) {
    return message.seq === 1 ? { ...timeline, messages: [message] } : timeline;
  }
  const at = message.seq - first.seq;
  if (at === timeline.messages.length) return append(timeline, message);
  const held = timeline.messages[at];
  if (held === undefined || held.id !== message.id) return timeline;
  const kept = newerCopy(held, message);
  return kept === held ? timeline : { ...timeline, messages: timeline.messages.with(at, kept) };
}

function append(timeline: Timeline, message: Message): Timeline {
  const full = timeline.messages.length >= TIMELINE_MAX;
  if (full && timeline.reading) return timeline;
  const longer = { ...timeline, messages: [...timeline.messages, message] };
  return full ? cutOldest(longer, TIMELINE_MAX - CUT) : longer;
}

/** Changes the copy with this id, if it is held. */
export function changeMessage(
  timeline: Timeline,
  id: string,
  change: (message: Message) => Message,
): Timeline {
  const at = timeline.messages.findIndex((message) => message.id === id);
  const held = timeline.messages[at];
  if (held === undefined) return timeline;
  const next = change(held);
  return next === held ? timeline : { ...timeline, messages: timeline.messages.with(at, next) };
}

/**
 * Takes a page in. `replace` opens a new window (keeping newer copies, and what came live behind
 * it), `older` and `newer` lengthen this one and cut it at the far end, `refresh` only renews copies.
 */
export function mergePage(held: Timeline | undefined, page: MessagePage, end: PageEnd): Timeline {
  const before = held?.messages ?? [];
  const known = new Map(before.map((message) => [message.id, message]));
  const fresh = page.messages.map((message) => {
    const copy = known.get(message.id);
    return copy === undefined ? message : newerCopy(copy, message);
  });
  if (end === "refresh") {
    return page.messages.reduce(putMessage, held ?? { messages: [], hasOlder: page.has_older });
  }
  if (held === undefined || end === "replace") {
    const last = fresh[fresh.length - 1];
    const behind = last === undefined ? [] : runAfter(before, last.seq);
    return { ...held, messages: [...fresh, ...behind], hasOlder: page.has_older };
  }
  if (end === "older") {
    const first = before[0]?.seq ?? Number.POSITIVE_INFINITY;
    const head = fresh.filter((message) => message.seq < first);
    const messages = [...head, ...before].slice(0, TIMELINE_MAX);
    return { ...held, messages, hasOlder: page.has_older };
  }
  const newest = before[before.length - 1]?.seq ?? 0;
  const all = [...before, ...runAfter(fresh, newest)];
  return cutOldest({ ...held, messages: all }, TIMELINE_MAX);
}

/** Keeps the newest `max` messages. */
export function cutOldest(timeline: Timeline, max: number): Timeline {
  if (timeline.messages.length <= max) return timeline;
  return { ...timeline, messages: timeline.messages.slice(-max), hasOlder: true };
}

/** The messages that follow `seq` without a hole. */
function runAfter(messages: readonly Message[], seq: number): readonly Message[] {
  const run: Message[] = [];
  for (const message of messages) {
    if (message.seq === seq + run.length + 1) run.push(message);
  }
  return run;
}
