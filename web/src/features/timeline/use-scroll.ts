import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Goal } from "./goal";
import {
  type Anchor,
  distanceToEnd,
  endOf,
  FOLLOW_PX,
  findAnchor,
  firstBehind,
  lastSeenSeq,
  restoreAnchor,
  topIn,
} from "./scroll-anchor";

/** Pages are asked for this long before their edge comes into view, in px. */
const AHEAD_PX = 800;
/** What is not more than a pixel is rounding and not somebody's scrolling. */
const MOVED_PX = 1;

/** What the scrolling needs to know and may ask for. */
export interface ScrollInput {
  readonly ready: boolean;
  readonly goal: Goal;
  readonly reached: boolean;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** The unread divider is somewhere. */
  readonly divided: boolean;
  /** Filled in here: what is in view now. */
  readonly where: RefObject<() => Goal>;
  /** Somebody is there to see what comes. */
  isWatched(): boolean;
  /** How far the person has read, here or elsewhere. */
  readSeq(): number;
  loadOlder(): void;
  loadNewer(): void;
  onSeen(seq: number): void;
  /** The newest message is in view. */
  onEnd(): void;
}

/** The scrolling of a timeline. */
export interface Scroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** At the end, so that new messages are seen as they come. */
  readonly atEnd: boolean;
  /** The newest `seq` that was on screen. */
  readonly seenSeq: number;
  /** The unread divider is on screen, or below it. */
  readonly dividerAhead: boolean;
}

/**
 * Holds the view still: either it follows the end, or one visible row (the anchor) stays where it
 * is, whatever is put before it, edited or resized. Only a person's scrolling and a new goal move
 * it; the anchor's place is never measured again after a correction, or rounding would add up.
 * While nobody is there the end is followed until the first message they have not seen is in the
 * upper part of the view, and no further: what was never on the screen before them is not read.
 */
export function useScroll(input: ScrollInput): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const anchor = useRef<Anchor | null>(null);
  /** Where we left the view: any other place is somebody's scrolling. */
  const top = useRef(0);
  /** The end as we left the view. */
  const end = useRef("");
  const placed = useRef<Goal | null>(null);
  const seenMost = useRef(0);
  /** The newest `seq` that was on screen before somebody's eyes. */
  const watchedSeq = useRef(0);
  const latest = useRef(input);
  latest.current = input;
  const [shown, setShown] = useState({ atEnd: true, seenSeq: 0, dividerAhead: true });
  /** What was drawn last: asking React whether it is the same would draw the timeline to find out. */
  const told = useRef(shown);

  const report = useCallback(() => {
    const view = scroller.current;
    const { hasOlder, hasNewer, divided, reached, loadOlder, loadNewer, onSeen, onEnd } =
      latest.current;
    if (view === null || !reached) return;
    const seen = lastSeenSeq(view);
    seenMost.current = Math.max(seenMost.current, seen);
    if (latest.current.isWatched()) watchedSeq.current = seenMost.current;
    const atEnd = following.current && !hasNewer;
    const dividerAhead = !divided || isAhead(view, "[data-testid=unread-divider]");
    const before = told.current;
    // At the end everything is seen as it comes: no drawing again for a number nobody shows.
    const seenSeq = atEnd && before.atEnd ? before.seenSeq : seenMost.current;
    const same = before.atEnd === atEnd && before.dividerAhead === dividerAhead;
    if (!same || before.seenSeq !== seenSeq) {
      told.current = { atEnd, seenSeq, dividerAhead };
      setShown(told.current);
    }
    if (document.visibilityState === "visible" && document.hasFocus()) onSeen(seen);
    if (atEnd) onEnd();
    if (view.scrollTop < AHEAD_PX && hasOlder) loadOlder();
    if ((following.current || distanceToEnd(view) < AHEAD_PX) && hasNewer) loadNewer();
  }, []);

  /** Takes the view as it is: somebody put it there. */
  const look = useCallback((view: HTMLElement) => {
    following.current = distanceToEnd(view) <= FOLLOW_PX && !latest.current.hasNewer;
    anchor.current = findAnchor(view);
    top.current = view.scrollTop;
  }, []);

  const settle = useCallback(() => {
    const view = scroller.current;
    if (view === null) return;
    const { ready, goal, reached } = latest.current;
    if (!ready) {
      placed.current = null;
      return;
    }
    if (reached && placed.current !== goal) {
      placed.current = goal;
      place(view, goal);
      look(view);
      if (goal.is === "end") following.current = true;
      watchedSeq.current = lastSeenSeq(view);
    } else hold(view);
    end.current = endOf(view);
    report();

    function hold(held: HTMLElement) {
      const moved = scrolledBy(held, top.current);
      const row = rowNow(held, anchor.current?.row);
      if (following.current && moved >= 0) follow(held);
      else if (!following.current && anchor.current !== null && row !== null) {
        anchor.current = { ...anchor.current, row };
        restoreAnchor(held, { row, offset: anchor.current.offset - moved });
      } else if (reached) return look(held);
      if (moved === 0) top.current = held.scrollTop;
      else look(held);
    }

    function follow(held: HTMLElement) {
      // Whoever rests a little above the end is drawn along by what comes, not by every drawing.
      if (end.current === endOf(held)) return;
      held.scrollTop = held.scrollHeight;
      const { isWatched, readSeq } = latest.current;
      if (isWatched()) return;
      const row = firstBehind(held, Math.max(watchedSeq.current, readSeq()));
      const offset = held.clientHeight * SHARE.unread;
      if (row === null || topIn(held, row) >= offset) return;
      following.current = false;
      anchor.current = { row, offset };
      restoreAnchor(held, anchor.current);
    }
  }, [look, report]);

  // After every drawing, before it is seen: the rows have changed, the view must not.
  useLayoutEffect(settle);

  useEffect(() => {
    const view = scroller.current;
    const inner = content.current;
    if (view === null || inner === null) return;
    const onScroll = () => {
      if (placed.current === null) return;
      if (Math.abs(view.scrollTop - top.current) >= MOVED_PX) look(view);
      report();
    };
    // The composer grows, the window turns, a font comes late: nothing of that is a drawing of ours.
    const watcher = new ResizeObserver(settle);
    watcher.observe(view);
    watcher.observe(inner);
    view.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("focus", report);
    document.addEventListener("visibilitychange", report);
    return () => {
      watcher.disconnect();
      view.removeEventListener("scroll", onScroll);
      window.removeEventListener("focus", report);
      document.removeEventListener("visibilitychange", report);
    };
  }, [look, report, settle]);

  input.where.current = () => {
    const held = anchor.current;
    const seq = Number(held?.row.dataset.seq ?? 0);
    if (following.current || held === null || seq === 0) return { is: "end" };
    return { is: "held", seq, offset: held.offset };
  };
  return { scroller, content, ...shown };
}

/** How far somebody scrolled since we left the view at `top`. The browser's own step back from an end that came nearer is none. */
function scrolledBy(view: HTMLElement, top: number): number {
  const moved = view.scrollTop - top;
  if (Math.abs(moved) < MOVED_PX) return 0;
  return moved < 0 && distanceToEnd(view) <= MOVED_PX ? 0 : moved;
}

/** The row, or the one that took its place: what was on its way is drawn anew when it is stored. */
function rowNow(view: HTMLElement, row: HTMLElement | undefined): HTMLElement | null {
  if (row === undefined || row.isConnected) return row ?? null;
  return view.querySelector(`article[data-sent="${row.dataset.sent}"]`);
}

/** Brings the goal into view: the linked message in the middle, the first unread in the upper part. */
function place(view: HTMLElement, goal: Goal): void {
  const row = rowOf(view, goal);
  if (goal.is === "end" || row === null) view.scrollTop = view.scrollHeight;
  else if (goal.is === "start") view.scrollTop = 0;
  else {
    const wished = goal.is === "held" ? goal.offset : view.clientHeight * SHARE[goal.is];
    view.scrollTop += topIn(view, row) - wished;
  }
  if (goal.is !== "message" && !("focus" in goal && goal.focus)) return;
  const message = goal.is === "unread" ? row?.nextElementSibling : row;
  if (message instanceof HTMLElement) message.focus({ preventScroll: true });
}

/** How far down in the view a goal is put, as a share of its height. */
const SHARE = { unread: 0.2, message: 0.4 } as const;

function rowOf(view: HTMLElement, goal: Goal): HTMLElement | null {
  switch (goal.is) {
    case "start":
      return view.querySelector("article");
    case "end":
      return [...view.querySelectorAll<HTMLElement>("article[data-seq]")].at(-1) ?? null;
    case "unread":
      return view.querySelector("[data-testid=unread-divider]");
    case "message":
      return view.querySelector(`article[data-message="${CSS.escape(goal.id)}"]`);
    case "held":
      return view.querySelector(`article[data-seq="${goal.seq}"]`);
  }
}

/** Whether something is in the view or below it; what is not there counts as above. */
function isAhead(view: HTMLElement, selector: string): boolean {
  const row = view.querySelector(selector);
  return row !== null && topIn(view, row) >= 0;
}
