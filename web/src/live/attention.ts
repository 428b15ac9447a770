import type { After } from "../lib/timers";
import type { ClientFrame } from "./frames";

/** Typing is said again at most this often; the server forgets it after 6 s. */
const TYPING_EVERY_MS = 3_000;
/** Without a key for this long the person stopped typing. */
const TYPING_IDLE_MS = 5_000;
/** The read marker is sent at most this often, so that fast reading costs few commands. */
const READ_EVERY_MS = 1_000;

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
  private readonly read = new Map<string, { sent: number; wanted: number; waiting: boolean }>();

  constructor(private readonly deps: AttentionDeps) {}

  /** The room on screen, or none. */
  show(roomId: string | null): void {
    if (this.room !== roomId) {
      this.stopTyping();
      this.unread = null;
    }
    this.room = roomId;
    this.tellViewing(false);
  }

  /** Focus, blur, or a change of visibility. */
  focus(focused: boolean): void {
    this.focused = focused;
    if (!focused) this.stopTyping();
    this.tellViewing(false);
  }

  /** A new socket knows nothing of us. */
  again(): void {
    this.typingAt = Number.NEGATIVE_INFINITY;
    // A marker may have been lost with the old one; what is seen is told again.
    for (const [roomId, mark] of this.read) {
      mark.sent = 0;
      if (mark.wanted > 0) this.seen(roomId, mark.wanted);
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

  /** The message with this `seq` was seen. */
  seen(roomId: string, seq: number): void {
    if (roomId === this.unread) return;
    const mark = this.read.get(roomId) ?? { sent: 0, wanted: 0, waiting: false };
    this.read.set(roomId, mark);
    mark.wanted = Math.max(mark.wanted, seq);
    if (mark.waiting || mark.wanted <= mark.sent) return;
    mark.waiting = true;
    this.tellRead(roomId, mark);
    this.deps.after(READ_EVERY_MS, () => {
      mark.waiting = false;
      if (mark.wanted > mark.sent) this.seen(roomId, mark.wanted);
    });
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

  private tellRead(roomId: string, mark: { sent: number; wanted: number }): void {
    mark.sent = mark.wanted;
    const frame: ClientFrame = { type: "read", room_id: roomId, seq: mark.wanted };
    if (!this.deps.send(frame)) this.deps.markRead(roomId, mark.wanted);
  }

  private tellViewing(always: boolean): void {
    const room = this.focused ? this.room : null;
    if (room === this.told && !always) return;
    this.told = room;
    this.deps.send({ type: "viewing", room_id: room });
  }
}

function nothing(): void {}
