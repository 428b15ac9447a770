import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import {
  type Anchor,
  distanceToEnd,
  FOLLOW_PX,
  findAnchor,
  lastSeenSeq,
  restoreAnchor,
} from "./scroll-anchor";

/** Pages are asked for this long before their edge comes into view, in px. */
const AHEAD_PX = 800;

/** What the scrolling needs to know and may ask for. */
export interface ScrollInput {
  readonly ready: boolean;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** The message to open at, when the address names one. */
  readonly messageId: string | null;
  loadOlder(): void;
  loadNewer(): void;
  onSeen(seq: number): void;
}

/** The scrolling of a timeline. */
export interface Scroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** At the end, so that new messages are seen as they come. */
  readonly atEnd: boolean;
  /** The newest `seq` that was on screen. */
  readonly seenSeq: number;
  readonly follow: () => void;
}

/**
 * Holds the view still: either it follows the end, or one visible row (the anchor) stays where it
 * is, whatever is put before it, edited or resized. Opens at the linked or first unread message.
 */
export function useScroll(input: ScrollInput): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const anchor = useRef<Anchor | null>(null);
  const placed = useRef(false);
  const latest = useRef(input);
  latest.current = input;
  const [atEnd, setAtEnd] = useState(true);
  const [seenSeq, setSeenSeq] = useState(0);

  const look = useCallback(() => {
    const view = scroller.current;
    if (view === null || !placed.current) return;
    const { hasOlder, hasNewer, loadOlder, loadNewer, onSeen } = latest.current;
    const left = distanceToEnd(view);
    following.current = left <= FOLLOW_PX && !hasNewer;
    anchor.current = findAnchor(view);
    setAtEnd(following.current);
    const seen = lastSeenSeq(view);
    setSeenSeq((before) => Math.max(before, seen));
    if (document.visibilityState === "visible" && document.hasFocus()) onSeen(seen);
    if (view.scrollTop < AHEAD_PX && hasOlder) loadOlder();
    if (left < AHEAD_PX && hasNewer) loadNewer();
  }, []);

  const settle = useCallback(() => {
    const view = scroller.current;
    if (view === null) return;
    if (!latest.current.ready) {
      placed.current = false;
      return;
    }
    if (!placed.current) {
      placed.current = true;
      open(view, latest.current.messageId);
    } else if (following.current) view.scrollTop = view.scrollHeight;
    else if (anchor.current !== null) restoreAnchor(view, anchor.current);
    look();
  }, [look]);

  // After every drawing, before it is seen: the rows have changed, the view must not.
  useLayoutEffect(settle);

  useEffect(() => {
    const view = scroller.current;
    const inner = content.current;
    if (view === null || inner === null) return;
    // The composer grows, the window turns, a font comes late: nothing of that is a drawing of ours.
    const watcher = new ResizeObserver(settle);
    watcher.observe(view);
    watcher.observe(inner);
    view.addEventListener("scroll", look, { passive: true });
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      watcher.disconnect();
      view.removeEventListener("scroll", look);
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [look, settle]);

  const follow = useCallback(() => {
    following.current = true;
    settle();
  }, [settle]);
  return { scroller, content, atEnd, seenSeq, follow };
}

/** The first position: the linked message in the middle, or the divider in the upper part, else the end. */
function open(view: HTMLElement, messageId: string | null): void {
  view.scrollTop = view.scrollHeight;
  const target =
    messageId === null
      ? view.querySelector("[data-testid=unread-divider]")
      : view.querySelector(`article[data-message="${CSS.escape(messageId)}"]`);
  if (target === null) return;
  const share = messageId === null ? 0.2 : 0.4;
  const above = target.getBoundingClientRect().top - view.getBoundingClientRect().top;
  const wished = view.scrollTop + above - view.clientHeight * share;
  view.scrollTop = Math.min(wished, view.scrollTop);
}
