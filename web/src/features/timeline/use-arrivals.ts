import { useEffect, useLayoutEffect, useRef } from "react";
import { tn } from "../../lib/i18n";

/** More messages than this within a second are a burst: nobody can listen to that. */
const BURST = 3;
const SECOND_MS = 1_000;
/** A burst is summed up after this long, and again while it goes on. */
const SUM_MS = 2_000;

/**
 * Asks for silence of the log while messages come faster than they can be read out, and says their
 * number instead; also of those that come outside the window.
 */
export function useArrivals(input: {
  lastSeq: number;
  inWindow: boolean;
  say: (words: string) => void;
  onMute: (muted: boolean) => void;
}): void {
  const { lastSeq, inWindow, say, onMute } = input;
  const before = useRef(lastSeq);
  const recent = useRef<number[]>([]);
  const waiting = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  // Before the browser tells assistive software of the new rows.
  useLayoutEffect(() => {
    const came = lastSeq - before.current;
    before.current = lastSeq;
    if (came <= 0) return;
    const now = Date.now();
    for (let n = 0; n < came; n += 1) recent.current.push(now);
    const burst = isBurst(recent, now);
    if (!burst && inWindow && timer.current === null) return;
    waiting.current += came;
    if (burst) onMute(true);
    timer.current ??= setTimeout(sumUp, SUM_MS);

    function sumUp() {
      const goesOn = isBurst(recent, Date.now());
      timer.current = goesOn ? setTimeout(sumUp, SUM_MS) : null;
      onMute(goesOn);
      if (waiting.current > 0) say(tn(waiting.current, "{n} new message", "{n} new messages"));
      waiting.current = 0;
    }
  }, [lastSeq, inWindow, say, onMute]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
}

/** Forgets what is older than a second, and says whether the rest is too much. */
function isBurst(recent: { current: number[] }, now: number): boolean {
  recent.current = recent.current.filter((at) => at > now - SECOND_MS);
  return recent.current.length > BURST;
}
