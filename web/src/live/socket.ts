import { fullJitter, type Random } from "../lib/backoff";
import type { After } from "../lib/timers";
import { type ClientFrame, parseFrame, type ServerFrame } from "./frames";

/** Where the machine stands. `waiting` has a try ahead; `closed` never tries again by itself. */
export type LiveStatus = "idle" | "connecting" | "live" | "resuming" | "waiting" | "closed";

/** Why it will not try again. */
export type ClosedReason = "session_ended" | "forbidden" | "outdated" | "stopped";

/** What others may see of the machine. */
export interface LiveView {
  readonly status: LiveStatus;
  readonly closed: ClosedReason | null;
  /** The long poll stands in, because the socket cannot be opened. */
  readonly polling: boolean;
}

/** The part of a WebSocket that we use. */
export interface LiveSocket {
  send(text: string): void;
  /** Lets go at once; no close event is waited for. */
  drop(): void;
}

/** What a socket tells. `onClose` comes once, with the close code (1006 when there was none). */
export interface SocketHandlers {
  onOpen(): void;
  onText(text: string): void;
  onClose(code: number): void;
}

/** Everything from outside, so that a test needs neither network nor clock. */
export interface MachineDeps {
  open(handlers: SocketHandlers): LiveSocket;
  after: After;
  random: Random;
  now(): number;
  isVisible(): boolean;
  cursor(): string | null;
  /** A browser cannot see a refused upgrade, so after a failed open we ask: are we still signed in? */
  hasSession(): Promise<"yes" | "no" | "unknown">;
  onFrame(frame: ServerFrame): void;
  onView(view: LiveView): void;
}

/** First try after a lost socket: soon, but spread. */
const FIRST_TRY_MS = 300;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** After a 1012 the server is back soon: shorter waits, for a while. */
const RESTART_CAP_MS = 2_000;
const RESTART_WINDOW_MS = 10_000;
/** An open socket without `welcome` after this long counts as a failed open. */
const OPEN_DEADLINE_MS = 10_000;
/** A visible client without an answer to its heartbeat for this long drops the socket. */
const ANSWER_DEADLINE_MS = 5_000;
/** Until `welcome` says otherwise. */
const HEARTBEAT_MS = 30_000;
/** A socket that held this long was sound; the next loss starts the waits from the beginning. */
const STABLE_MS = 60_000;
/**
 * Heartbeats are answered each 30 s. Who wakes after a longer silence waits for no answer: the server
 * may have given the socket up, and coming back to where one was costs next to nothing.
 */
const SILENCE_MS = 45_000;
/** A try that heard nothing for this long when one wakes began before that, on a way that may be gone. */
const TRY_SILENCE_MS = 2_000;
/** Failed opens after which the long poll stands in. */
const OPENS_BEFORE_POLL = 3;

const CLOSE = { restarting: 1012, overloaded: 1013, protocol: 4010, tooMany: 4029 } as const;

/** Close codes after which trying again is wrong. */
const FINAL: Readonly<Record<number, ClosedReason>> = {
  4001: "session_ended",
  4003: "forbidden",
  4011: "outdated",
};

/** Tries that give the longest wait. */
const SLOWEST = 16;

/** The live connection of one tab: status × event, with every timer in one place. */
export class LiveMachine {
  private status: LiveStatus = "idle";
  private closed: ClosedReason | null = null;
  private polling = false;
  private socket: LiveSocket | null = null;
  /** Tells a late callback of an old socket from one of this. */
  private generation = 0;
  private tries = 0;
  private failedOpens = 0;
  private restartUntil = 0;
  private liveSince = 0;
  /** When the socket last gave a sign, or was opened. */
  private heardAt = 0;
  private heartbeatMs = HEARTBEAT_MS;
  private cancelWait: () => void = noop;
  private cancelBeat: () => void = noop;
  private cancelAnswer: (() => void) | null = null;

  constructor(private readonly deps: MachineDeps) {}

  /** What others may see, now. */
  get view(): LiveView {
    return { status: this.status, closed: this.closed, polling: this.polling };
  }

  /** idle → connecting. */
  start(): void {
    if (this.status === "idle") this.connect();
  }

  /** any → closed: the tab goes, or the person signed out. */
  stop(reason: ClosedReason = "stopped"): void {
    if (this.status === "closed") return;
    this.letGo();
    this.closed = reason;
    this.polling = false;
    this.become("closed");
  }

  /** Sends a command; false when no socket is live to carry it. */
  send(frame: ClientFrame): boolean {
    if (this.socket === null || (this.status !== "live" && this.status !== "resuming"))
      return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** The network came back, or tab or device woke: try at once, or make sure that the socket lives. */
  nudge(): void {
    if (this.status === "idle" || this.status === "closed") return;
    const patience = this.status === "live" ? SILENCE_MS : TRY_SILENCE_MS;
    const dead = this.deps.now() - this.heardAt > patience;
    if (dead || this.status === "waiting") this.connect();
    else if (this.status === "live") this.beat();
  }

  /** A `rev` jumped: the log must be read again from our cursor. False when no socket is open to do so. */
  resume(): boolean {
    if (this.status !== "live" && this.status !== "resuming") return false;
    this.letGo();
    this.waitForNextTry(true);
    return true;
  }

  private connect(): void {
    this.letGo();
    const mine = this.generation;
    const only = (task: () => void) => () => {
      if (mine === this.generation) task();
    };
    this.become("connecting");
    this.heardAt = this.deps.now();
    this.cancelWait = this.deps.after(
      OPEN_DEADLINE_MS,
      only(() => this.lost(1006)),
    );
    this.socket = this.deps.open({
      onOpen: only(() => this.hello()),
      onText: (text) => {
        if (mine === this.generation) this.onText(text);
      },
      onClose: (code) => {
        if (mine === this.generation) this.lost(code);
      },
    });
  }

  private hello(): void {
    // The poll must not move the cursor any more once it is in the `hello`.
    this.setPolling(false);
    const cursor = this.deps.cursor();
    const frame: ClientFrame = { type: "hello", protocol: 1, ...(cursor !== null && { cursor }) };
    this.socket?.send(JSON.stringify(frame));
  }

  private onText(text: string): void {
    const frame = parseFrame(text);
    if (frame === null) return;
    this.heardAt = this.deps.now();
    if (frame.type === "welcome") this.welcomed(frame.heartbeat_ms);
    if (frame.type === "heartbeat") this.answered();
    this.deps.onFrame(frame);
    const settled = frame.type === "caught_up" || frame.type === "reset";
    if (settled && this.status === "resuming") this.become("live");
  }

  private welcomed(heartbeatMs: number): void {
    this.cancelWait();
    this.failedOpens = 0;
    this.liveSince = this.deps.now();
    this.heartbeatMs = heartbeatMs > 0 ? heartbeatMs : HEARTBEAT_MS;
    this.become(this.deps.cursor() === null ? "live" : "resuming");
    this.scheduleBeat();
  }

  private scheduleBeat(): void {
    this.cancelBeat();
    this.cancelBeat = this.deps.after(this.heartbeatMs, () => this.beat());
  }

  private beat(): void {
    const cursor = this.deps.cursor();
    this.scheduleBeat();
    if (cursor === null || this.cancelAnswer !== null) return;
    if (!this.send({ type: "heartbeat", cursor })) return;
    this.cancelAnswer = this.deps.after(ANSWER_DEADLINE_MS, () => this.unanswered());
  }

  private answered(): void {
    this.cancelAnswer?.();
    this.cancelAnswer = null;
  }

  private unanswered(): void {
    this.cancelAnswer = null;
    // A hidden tab's timers are late by design; its silence proves nothing.
    if (this.deps.isVisible()) this.lost(1006);
  }

  private lost(code: number): void {
    const opened = this.status === "live" || this.status === "resuming";
    this.letGo();
    const final = FINAL[code];
    if (final !== undefined) {
      this.stop(final);
      return;
    }
    if (code === CLOSE.restarting) this.restartUntil = this.deps.now() + RESTART_WINDOW_MS;
    // Neither is mended by trying again soon.
    if (code === CLOSE.overloaded || code === CLOSE.protocol) this.tries = Math.max(this.tries, 4);
    if (code === CLOSE.tooMany) {
      this.tries = SLOWEST;
      this.setPolling(true);
    }
    if (opened && this.deps.now() - this.liveSince >= STABLE_MS) this.tries = 0;
    if (!opened) this.openFailed();
    this.waitForNextTry(false);
  }

  private openFailed(): void {
    this.failedOpens += 1;
    if (this.failedOpens >= OPENS_BEFORE_POLL) this.setPolling(true);
    void this.deps.hasSession().then((session) => {
      if (session === "no" && this.status !== "live" && this.status !== "resuming") {
        this.stop("session_ended");
      }
    });
  }

  private waitForNextTry(first: boolean): void {
    const delay = first ? this.deps.random() * FIRST_TRY_MS : this.delay();
    this.cancelWait = this.deps.after(delay, () => this.connect());
    this.become("waiting");
  }

  private delay(): number {
    const { random, now } = this.deps;
    const tries = this.tries;
    this.tries = Math.min(tries + 1, SLOWEST);
    if (tries === 0) return random() * FIRST_TRY_MS;
    const cap = now() < this.restartUntil ? RESTART_CAP_MS : BACKOFF_CAP_MS;
    return fullJitter(random, BACKOFF_BASE_MS, tries - 1, cap);
  }

  private setPolling(polling: boolean): void {
    if (this.polling === polling) return;
    this.polling = polling;
    this.deps.onView(this.view);
  }

  private letGo(): void {
    this.generation += 1;
    this.cancelWait();
    this.cancelBeat();
    this.answered();
    this.socket?.drop();
    this.socket = null;
  }

  private become(status: LiveStatus): void {
    this.status = status;
    this.deps.onView(this.view);
  }
}

function noop(): void {}
