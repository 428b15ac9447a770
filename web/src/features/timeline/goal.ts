import type { PagePlace } from "../../api/queries";
import { newestSeq, oldestSeq, type Timeline } from "../../live/timeline-state";

/** What of a room is to be in view. With `focus` the message there takes the focus as well. */
export type Goal =
  | { readonly is: "end"; readonly focus?: boolean }
  | { readonly is: "start"; readonly focus?: boolean }
  /** The first message behind the last read one. */
  | { readonly is: "unread"; readonly seq: number; readonly focus?: boolean }
  | { readonly is: "message"; readonly id: string }
  /** A message where it stood before the window was taken away, in px below the top of the view. */
  | { readonly is: "held"; readonly seq: number; readonly offset: number };

/** The page that holds it. */
export function placeOf(goal: Goal): PagePlace {
  switch (goal.is) {
    case "end":
      return { at: "newest" };
    case "start":
      return { at: "after", seq: 0 };
    case "message":
      return { at: "around", place: goal.id };
    case "unread":
    case "held":
      return goal.seq === 0 ? { at: "after", seq: 0 } : { at: "around", place: String(goal.seq) };
  }
}

/** Whether a window that is here already will do. */
export function holds(timeline: Timeline | undefined, goal: Goal, lastSeq: number): boolean {
  if (timeline === undefined) return false;
  const has = (seq: number) => oldestSeq(timeline) <= seq && seq <= newestSeq(timeline);
  switch (goal.is) {
    case "end":
      return newestSeq(timeline) >= lastSeq;
    case "start":
      return !timeline.hasOlder;
    case "message":
      return timeline.messages.some((message) => message.id === goal.id);
    case "unread":
      return has(goal.seq + 1);
    case "held":
      return has(goal.seq);
  }
}
