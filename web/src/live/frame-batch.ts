import type { After } from "../lib/timers";

/** Frames that come within one picture of the screen are applied together, in ms. */
const BATCH_MS = 16;

/**
 * Gives single frames on at once and bursts together: a quiet room has no delay, a replay of a
 * thousand events does not draw a thousand times.
 */
export class FrameBatch<T> {
  private waiting: T[] = [];
  private scheduled = false;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly after: After,
    private readonly now: () => number,
    private readonly apply: (items: readonly T[]) => void,
  ) {}

  /** Takes one more. */
  push(item: T): void {
    this.waiting.push(item);
    if (this.scheduled) return;
    if (this.now() - this.lastAt >= BATCH_MS) {
      this.flush();
    } else {
      this.scheduled = true;
      this.after(BATCH_MS, () => this.flush());
    }
  }

  /** Applies what waits, now. */
  flush(): void {
    this.scheduled = false;
    const items = this.waiting;
    if (items.length === 0) return;
    this.lastAt = this.now();
    this.waiting = [];
    this.apply(items);
  }
}
