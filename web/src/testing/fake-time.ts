import type { After } from "../lib/timers";

/** A clock that only moves when told; timers fire in order. */
export class FakeTime {
  private at = 1_700_000_000_000;
  private timers: { due: number; task: () => void }[] = [];

  readonly now = () => this.at;

  readonly after: After = (ms, task) => {
    const timer = { due: this.at + ms, task };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  /** Moves on to the next timer, fires it, and says how long that was. */
  async next(): Promise<number> {
    const due = Math.min(...this.timers.map((timer) => timer.due));
    const wait = due - this.at;
    if (Number.isFinite(wait)) await this.pass(wait);
    return wait;
  }

  /** Moves on by `ms`, firing what falls due, and lets promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter((timer) => timer.due <= end);
      const next = due.reduce<(typeof due)[number] | undefined>(
        (first, timer) => (first === undefined || timer.due < first.due ? timer : first),
        undefined,
      );
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.at = Math.max(this.at, next.due);
      next.task();
      await settle();
    }
    this.at = end;
  }
}

/** Lets everything that is only waiting for promises go on. IndexedDB doubles need real turns of the loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  await new Promise((done) => setTimeout(done, 0));
}
