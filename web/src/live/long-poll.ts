import type { Api } from "../api/queries";
import { fullJitter, type Random } from "../lib/backoff";
import type { After } from "../lib/timers";
import type { LiveEvent, ResetReason } from "./frames";

/** How long the server may hold a poll, in s; it allows 55. */
const WAIT_S = 25;
/** How long we wait for the answer, in ms: the hold and some way. */
const POLL_DEADLINE_MS = 40_000;
/** Wait before looking again whether answers can be applied. */
const NOT_READY_MS = 250;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 30_000;

/** One answer of `GET /events`. */
export interface PollAnswer {
  readonly events: readonly LiveEvent[];
  readonly cursor: string;
  readonly reset: ResetReason | null;
}

/** What the poll needs from outside. */
export interface PollDeps {
  readonly api: Pick<Api, "events">;
  readonly after: After;
  readonly random: Random;
  cursor(): string | null;
  /** False while answers could not be applied yet; polling the same position again would spin. */
  isReady(): boolean;
  onAnswer(answer: PollAnswer): void;
  onFailure(): void;
}

/** The stand-in for a socket that cannot be opened: same log, same cursors, without presence and typing. */
export class LongPoll {
  private running: AbortController | null = null;
  private failures = 0;

  constructor(private readonly deps: PollDeps) {}

  /** Begins to poll; nothing happens when it does already. */
  start(): void {
    if (this.running !== null) return;
    this.running = new AbortController();
    this.failures = 0;
    void this.poll(this.running);
  }

  /** Ends at once: an answer under way is thrown away, so the cursor stands still. */
  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  private async poll(run: AbortController): Promise<void> {
    const cursor = this.deps.cursor();
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(POLL_DEADLINE_MS)]);
    try {
      const answer = await this.deps.api.events(cursor, cursor === null ? 0 : WAIT_S, signal);
      if (this.running !== run) return;
      this.failures = 0;
      this.deps.onAnswer({
        events: answer.events as unknown as readonly LiveEvent[],
        cursor: answer.cursor,
        reset: answer.reset?.reason ?? null,
      });
      // A fresh task each time, so that an answer without wait never spins this one.
      this.deps.after(0, () => this.again(run));
    } catch {
      if (this.running !== run) return;
      this.deps.onFailure();
      const wait = fullJitter(this.deps.random, BACKOFF_BASE_MS, this.failures, BACKOFF_CAP_MS);
      this.failures = Math.min(this.failures + 1, 10);
      this.deps.after(Math.max(wait, 250), () => this.again(run));
    }
  }

  private again(run: AbortController): void {
    if (this.running !== run) return;
    if (this.deps.isReady()) void this.poll(run);
    else this.deps.after(NOT_READY_MS, () => this.again(run));
  }
}
