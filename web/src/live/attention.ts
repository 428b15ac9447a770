import type { After } from "../lib/timers";
import type { ClientFrame } from "./frames";

/** Typing is said again at most this often; the server forgets it after 6 s. */
const TYPING_EVERY_MS = 3_000;
/** Without a key for this long the person stopped typing. */
const TYPING_IDLE_MS = 5_000;
/** The read marker is sent at most this often, so that fast reading costs few commands. */
const READ_EVERY_MS = 1_000;
/** Without a sign of the person for this long nobody reads what comes. */
const PRESENT_MS = 60_000;
/** A sign after a rest of this long means that somebody has come back, in ms. */
const REST_MS = 10_000;

/** What attention needs from outside. */
export interface AttentionDeps {
  readonly after: After;
  now(): number;
  send(frame: ClientFrame): boolean;
  /** The marker over HTTP, when no socket carries it. */
  markRead(roomId: string, seq: number): void;
}

/** What the person looks at, types and has read, told to the server with restraint. */
export class Attention {
  private room: string | null = null;
  private focused = true;
  private told: string | null = null;
  private typingIn: string | null = null;
  private typingAt = Number.NEGATIVE_INFINITY;
  private cancelIdle: () => void = nothing;
  /** The room on screen that the person wished to keep unread. */
  private unread: string | null = null;
  /** The last sign of the person, ms since 1970. */
  private signAt: number;
  /** What came onto the screen while nobody was there; read when the person is back. */
  private unseen: { readonly roomId: string; readonly seq: number } | null = null;
  private readonly read = new Map<string, { sent: number; wanted: number; waiting: boolean }>();

  /** Called when the room that the person looks at has changed; none while the window is away. */
  onLook: (roomId: string | null) => void = nothing;
  /** Called when somebody has come back after a rest: what they see should be new. */
  onReturn: () => void = nothing;

  constructor(private readonly deps: AttentionDeps) {
    this.signAt = deps.now();
  }

  /** The room that the person looks at now. */
  get looksAt(): string | null {
    return this.focused ? this.room : null;
  }

  /** Somebody is before the window: it has the focus, and there was a sign of them within the last minute. */
  get isPresent(): boolean {
    return this.focused && this.deps.now() - this.signAt <= PRESENT_MS;
  }

  /** The room on screen, or none. */
  show(roomId: string | null): void {
    if (this.room !== roomId) {
      this.stopTyping();
      this.unread = null;
      this.unseen = null;
    }
    this.room = roomId;
    this.tellViewing(false);
  }

  /** Focus, blur, or a change of visibility. */
  focus(focused: boolean): void {
    this.focused = focused;
    if (!focused) this.stopTyping();
    this.tellViewing(false);
    if (focused) this.sign();
  }

  /** The person moved, typed or touched: somebody is there. */
  sign(): void {
    const now = this.deps.now();
    const rested = now - this.signAt > REST_MS;
    this.signAt = now;
    const { unseen } = this;
    this.unseen = null;
    if (unseen !== null) this.seen(unseen.roomId, unseen.seq);
    if (rested) this.onReturn();
  }

  /** A new socket knows nothing of us. */
  again(): void {
    this.typingAt = Number.NEGATIVE_INFINITY;
    // A marker may have been lost with the old one; what is seen is told again.
    for (const [roomId, mark] of this.read) {
      mark.sent = 0;
      if (mark.wanted > 0) this.mark(roomId, mark.wanted);
    }
    this.tellViewing(true);
  }

  /** A key was pressed in the composer of the room on screen. */
  typing(): void {
    const { room } = this;
    if (room === null) return;
    this.cancelIdle();
    this.cancelIdle = this.deps.after(TYPING_IDLE_MS, () => this.stopTyping());
    if (this.typingIn === room && this.deps.now() - this.typingAt < TYPING_EVERY_MS) return;
    this.typingIn = room;
    this.typingAt = this.deps.now();
    this.deps.send({ type: "typing", room_id: room, active: true });
  }

  /** The message was sent, the text emptied, or the person went away. */
  stopTyping(): void {
    this.cancelIdle();
    const room = this.typingIn;
    this.typingIn = null;
    if (room !== null) this.deps.send({ type: "typing", room_id: room, active: false });
  }

  /** The message with this `seq` was on the screen; it counts when somebody is there to see it. */
  seen(roomId: string, seq: number): void {
    if (!this.isPresent) {
      this.unseen = { roomId, seq: Math.max(seq, this.unseen?.seq ?? 0) };
      return;
    }
    this.mark(roomId, seq);
  }

  /** The marker was moved back, or a command was lost: what was sent counts no more. */
  forgetRead(roomId: string): void {
    this.read.delete(roomId);
  }

  /** Seeing the room on screen moves no marker any more, until it is left or `keepRead` is called. */
  keepUnread(roomId: string): void {
    this.unread = roomId;
    this.read.delete(roomId);
  }

  /** Seeing the room counts again. */
  keepRead(roomId: string): void {
    if (this.unread === roomId) this.unread = null;
  }

  private mark(roomId: string, seq: number): void {
    if (roomId === this.unread) return;
    const mark = this.read.get(roomId) ?? { sent: 0, wanted: 0, waiting: false };
    this.read.set(roomId, mark);
    mark.wanted = Math.max(mark.wanted, seq);
    if (mark.waiting || mark.wanted <= mark.sent) return;
    mark.waiting = true;
    this.tellRead(roomId, mark);
    this.deps.after(READ_EVERY_MS, () => {
      mark.waiting = false;
      if (mark.wanted > mark.sent) this.mark(roomId, mark.wanted);
    });
  }

  private tellRead(roomId: string, mark: { sent: number; wanted: number }): void {
    mark.sent = mark.wanted;
    const frame: ClientFrame = { type: "read", room_id: roomId, seq: mark.wanted };
    if (!this.deps.send(frame)) this.deps.markRead(roomId, mark.wanted);
  }

  private tellViewing(always: boolean): void {
    const room = this.looksAt;
    if (room === this.told && !always) return;
    if (room !== this.told) this.onLook(room);
    this.told = room;
    this.deps.send({ type: "viewing", room_id: room });
  }
}

function nothing(): void {}
