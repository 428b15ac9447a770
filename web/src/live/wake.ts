import type { After } from "../lib/timers";

/** How often the clock is looked at, in ms; a woken device is known of at most so late. */
const LOOK_MS = 1_000;
/** A timer later than this means that the device slept, not that it was busy, in ms. */
const SLEPT_MS = 15_000;

/**
 * Tells when the device woke: the clock went on while timers stood still. No event says so when
 * the lid of a computer is opened on a visible tab. The answer ends it.
 */
export function onWake(after: After, now: () => number, woke: () => void): () => void {
  let cancel = () => {};
  const look = (before: number) => {
    cancel = after(LOOK_MS, () => {
      if (now() - before - LOOK_MS > SLEPT_MS) woke();
      look(now());
    });
  };
  look(now());
  return () => cancel();
}
