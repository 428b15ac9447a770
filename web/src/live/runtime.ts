import { createStore, type StoreApi } from "zustand/vanilla";
import { isGone } from "../api/client";
import type { Api } from "../api/queries";
import type { Me, Message } from "../api/types";
import type { Random } from "../lib/backoff";
import type { After } from "../lib/timers";
import { applyFrame } from "./apply-frame";
import { FrameBatch } from "./frame-batch";
import type { ServerFrame } from "./frames";
import type { LongPoll, PollAnswer } from "./long-poll";
import { Outbox } from "./outbox";
import type { OutboxStorage } from "./outbox-storage";
import {
  applyFlags,
  applyPage,
  applyRoomGone,
  applyRoomRead,
  applySnapshot,
  timelineRead,
} from "./snapshot";
import {
  type ClosedReason,
  LiveMachine,
  type LiveSocket,
  type LiveView,
  type SocketHandlers,
} from "./socket";
import { type ClientState, emptyState } from "./state";
import type { Tabs } from "./tabs";
import { newestSeq, oldestSeq } from "./timeline-state";

/** Wait before a failed read is tried again, in ms. */
const READ_AGAIN_MS = 2_000;
/** Above so many, the whole list of rooms is read instead of each. */
const ROOMS_ONE_BY_ONE = 8;

/** What the line about the connection is made of. */
export interface Connection {
  readonly connected: boolean;
  /** When `connected` last changed, ms since 1970. */
  readonly since: number;
  readonly closed: ClosedReason | null;
}

/** What this device has kept for the time without a server. */
export interface KeptOnDevice {
  /** What to begin with, when the server could not say who is there. */
  readonly state: ClientState | null;
  messages(roomId: string): Promise<readonly Message[]>;
}

/** Everything from outside. */
export interface RuntimeDeps {
  readonly api: Api;
  readonly me: Me;
  readonly storage: OutboxStorage;
  readonly tabs: Tabs;
  readonly kept: KeptOnDevice;
  readonly after: After;
  readonly random: Random;
  openSocket(handlers: SocketHandlers): LiveSocket;
  now(): number;
  newId(): string;
  isVisible(): boolean;
  hasSession(): Promise<"yes" | "no" | "unknown">;
}

/** Holds the state, the outbox, the socket and the poll together; the only writer of the state. */
export class LiveRuntime {
  readonly store: StoreApi<ClientState>;
  readonly connection: StoreApi<Connection>;
  readonly outbox: Outbox;
  readonly machine: LiveMachine;
  /** It is read when the first socket cannot be opened. */
  private poll: LongPoll | null = null;
  private readonly batch: FrameBatch<ServerFrame>;
  /** Frames that came while the snapshot was on its way; applied on top of it (guarantee G5). */
  private buffer: ServerFrame[] | null = null;
  private snapshots = 0;
  private pollAnswers = false;
  private lastGap = "";
  private readonly reading = new Set<string>();
  private stopped = false;
  private open = false;
  /** Called whenever a new socket is live: it knows nothing of what we look at. */
  onSocket: () => void = nothing;
  /** Called for each message that is new to this tab, live or caught up with; never for history. */
  onPosted: (message: Message) => void = nothing;
  /** Told of what is posted while this tab listens; of what a resume brings afterwards not. */
  readonly arrivals = new Set<(message: Message) => void>();
  /** Whether the server tells the past. */
  private catchingUp = false;

  constructor(private readonly deps: RuntimeDeps) {
    this.store = createStore<ClientState>(() => deps.kept.state ?? emptyState(deps.me));
    this.connection = createStore<Connection>(() => ({
      connected: false,
      since: deps.now(),
      closed: null,
    }));
    this.outbox = new Outbox(
      { ...deps, isConnected: () => this.connection.getState().connected },
      deps.me.id,
    );
    // A server that takes messages is there: the socket need not wait for its next try.
    this.outbox.onTaken = () => {
      if (!this.connection.getState().connected) this.machine.nudge();
    };
    // What was posted already (its answer was lost) is settled by the answer to the next try.
    this.outbox.store.subscribe(() => this.settleOutbox());
    this.batch = new FrameBatch(deps.after, deps.now, (frames) => this.applyAll(frames));
    this.machine = new LiveMachine({
      ...deps,
      open: deps.openSocket,
      cursor: () => this.cursor(),
      onFrame: (frame) => this.batch.push(frame),
      onView: (view) => this.onView(view),
    });
  }

  /** Begins: socket first, so that the snapshot is younger than our position in the log. */
  start(): void {
    this.machine.start();
    this.readFlags(this.deps.me.flags_version);
    void this.outbox.start();
  }

  /** Ends everything; the state stays readable. */
  stop(): void {
    this.stopped = true;
    this.poll?.stop();
    this.machine.stop();
    this.outbox.stop();
  }

  /** Changes the state by a pure function, then does what the new state asks for. */
  update(change: (state: ClientState) => ClientState): void {
    const before = this.store.getState();
    const next = change(before);
    if (next === before) return;
    this.store.setState(next, true);
    this.settleOutbox();
    this.readWanted();
  }

  private cursor(): string | null {
    this.batch.flush();
    return this.store.getState().cursor;
  }

  private applyAll(frames: readonly ServerFrame[]): void {
    const before = this.store.getState();
    let state = before;
    const fresh: { message: Message; live: boolean }[] = [];
    for (const frame of frames) {
      const held = state;
      state = this.applyOne(held, frame);
      if (frame.type === "welcome") this.catchingUp = frame.resumed;
      if (frame.type === "caught_up" || frame.type === "reset") this.catchingUp = false;
      const message = postedIn(frame);
      if (message !== null && isNews(held, state, message))
        fresh.push({ message, live: !this.catchingUp });
    }
    this.update(() => state);
    for (const { message, live } of fresh) {
      this.onPosted(message);
      if (live) for (const tell of this.arrivals) tell(message);
    }
    // What the server could tell of my rooms while it could not read was a part of it only.
    if (wasUnread(before) && !wasUnread(state) && state.loaded) this.loadSnapshot();
    if (state.gap !== null) this.onGap(state.gap);
    else if (!state.loaded && this.buffer === null && state.cursor !== null) this.loadSnapshot();
  }

  private applyOne(state: ClientState, frame: ServerFrame): ClientState {
    if (frame.type === "welcome") this.readFlags(frame.flags_version);
    if (frame.type === "slow_down") this.outbox.hold(frame.retry_after_ms);
    if (frame.type === "event") this.tellOutbox(frame);
    if (frame.type === "welcome" && this.buffer !== null) {
      // A new socket replays from our cursor: what the old one told is told again.
      this.buffer = [];
      return applyFrame(state, frame);
    }
    if (frame.type === "reset") {
      this.snapshots += 1;
      this.buffer = null;
      return applyFrame(state, frame);
    }
    if (this.buffer !== null) {
      this.buffer.push(frame);
      return state;
    }
    // On a first start nothing can be applied before the snapshot, except the position itself.
    if (!state.loaded && frame.type !== "welcome" && frame.type !== "caught_up") {
      this.buffer = [frame];
      this.loadSnapshot();
      return state;
    }
    return applyFrame(state, frame);
  }

  private tellOutbox(frame: Extract<ServerFrame, { type: "event" }>): void {
    if (frame.kind === "message_posted") {
      const { creator, client_message_id } = frame.data.message;
      if (creator.id === this.deps.me.id) this.outbox.settle(client_message_id);
    }
    if (frame.kind === "post_refused") {
      const { client_message_id, code } = frame.data;
      this.outbox.refuse(client_message_id, code);
    }
  }

  private loadSnapshot(): void {
    this.buffer ??= [];
    this.snapshots += 1;
    const mine = this.snapshots;
    const { api } = this.deps;
    const unsure = this.store.getState().keptAt !== null;
    Promise.all([api.account(), api.rooms(), unsure ? api.me() : null]).then(
      ([account, rooms, me]) => {
        if (this.stopped || mine !== this.snapshots) return;
        // Somebody else has signed in here since: what this device kept is not theirs to see.
        if (me !== null && me.id !== this.deps.me.id) return this.machine.stop("session_ended");
        const frames = this.buffer ?? [];
        this.buffer = null;
        this.update((state) => applySnapshot(state, { account, rooms, me }));
        this.applyAll(frames);
        this.readUndelivered();
      },
      () => {
        this.deps.after(READ_AGAIN_MS, () => {
          if (!this.stopped && mine === this.snapshots) this.loadSnapshot();
        });
      },
    );
  }

  /** Posts of mine that a replay refused while no tab was there to hear it. */
  private readUndelivered(): void {
    this.deps.api.undelivered().then(
      (posts) => this.outbox.adopt(posts),
      () => undefined,
    );
  }

  /** Something is missing: resume once; when that did not help, read everything again. */
  private onGap(roomId: string): void {
    const rev = this.store.getState().rooms[roomId]?.rev ?? 0;
    const gap = `${roomId}:${rev}`;
    const again = gap === this.lastGap;
    this.lastGap = gap;
    if (!again && this.machine.resume()) return;
    const cursor = this.store.getState().cursor ?? "";
    this.applyAll([{ type: "reset", reason: "unknown", cursor }]);
  }

  /** Reads the flags unless they are of this version already; until then what is not known is off. */
  private readFlags(version: number): void {
    const known = this.store.getState().flags.version;
    if (version === known || this.stopped) return;
    this.deps.api.flags().then(
      (flags) => this.update((state) => applyFlags(state, flags)),
      () => this.deps.after(READ_AGAIN_MS, () => this.readFlags(version)),
    );
  }

  private readWanted(): void {
    const { wanted } = this.store.getState();
    if (wanted.rooms.length > ROOMS_ONE_BY_ONE) {
      if (this.buffer === null) this.loadSnapshot();
    } else {
      for (const id of wanted.rooms) this.readOnce(`room:${id}`, () => this.readRoom(id));
    }
    for (const id of wanted.timelines) this.readOnce(`page:${id}`, () => this.readPage(id));
  }

  private readOnce(key: string, read: () => Promise<void>): void {
    if (this.reading.has(key) || this.stopped) return;
    this.reading.add(key);
    read().then(
      () => {
        this.reading.delete(key);
        this.readWanted();
      },
      () => {
        this.deps.after(READ_AGAIN_MS, () => {
          this.reading.delete(key);
          this.readWanted();
        });
      },
    );
  }

  private async readRoom(id: string): Promise<void> {
    try {
      const room = await this.deps.api.room(id);
      this.update((state) => applyRoomRead(state, room));
    } catch (error) {
      if (!isGone(error)) throw error;
      this.update((state) => applyRoomGone(state, id));
    }
  }

  /** Reads a window again, page by page, without moving it. */
  private async readPage(id: string): Promise<void> {
    const timeline = this.store.getState().timelines[id];
    this.update((state) => timelineRead(state, id));
    if (timeline === undefined) return;
    let seq = oldestSeq(timeline) - 1;
    while (seq < newestSeq(timeline)) {
      const page = await this.deps.api.messages(id, { at: "after", seq });
      this.update((state) => applyPage(state, id, page, "refresh"));
      const last = page.messages[page.messages.length - 1];
      if (last === undefined || last.seq <= seq) return;
      seq = last.seq;
    }
  }

  private settleOutbox(): void {
    const { rooms } = this.store.getState();
    for (const entry of this.outbox.store.getState().entries) {
      const room = rooms[entry.room_id];
      if (entry.seq !== null && room !== undefined) this.outbox.settleUpTo(room.id, room.last_seq);
    }
  }

  private async startPoll(): Promise<void> {
    // When it cannot be read, the next try to open a socket reads it again.
    const found = await import("./long-poll").catch(() => null);
    if (found === null || !this.machine.view.polling) return;
    this.poll ??= new found.LongPoll({
      ...this.deps,
      cursor: () => this.cursor(),
      isReady: () => this.buffer === null,
      onAnswer: (answer) => this.onPolled(answer),
      onFailure: () => this.onPollFailed(),
    });
    this.poll.start();
  }

  private onPolled(answer: PollAnswer): void {
    // The first answer tells what was missed.
    this.catchingUp = !this.pollAnswers;
    this.pollAnswers = true;
    this.tellConnection();
    const { cursor, reset } = answer;
    const events = answer.events.map((event) => ({ ...event, type: "event" as const }));
    const end: ServerFrame =
      reset === null ? { type: "caught_up", cursor } : { type: "reset", reason: reset, cursor };
    this.applyAll([...events, end]);
  }

  private onPollFailed(): void {
    this.pollAnswers = false;
    this.tellConnection();
  }

  private onView(view: LiveView): void {
    if (view.polling) void this.startPoll();
    else {
      this.pollAnswers = false;
      this.poll?.stop();
    }
    this.tellConnection();
    const open = view.status === "live" || view.status === "resuming";
    const opened = open && !this.open;
    this.open = open;
    if (opened) this.onSocket();
  }

  private tellConnection(): void {
    const { status, closed } = this.machine.view;
    const connected = status === "live" || status === "resuming" || this.pollAnswers;
    const held = this.connection.getState();
    if (held.connected === connected && held.closed === closed) return;
    const since = held.connected === connected ? held.since : this.deps.now();
    this.connection.setState({ connected, since, closed });
    if (connected && !held.connected) this.outbox.connected();
  }
}

function wasUnread(state: ClientState): boolean {
  return state.health.reasons.includes("store.reads");
}

function postedIn(frame: ServerFrame): Message | null {
  return frame.type === "event" && frame.kind === "message_posted" ? frame.data.message : null;
}

/** The message moved its room on; what a resume tells again, or a snapshot held already, does not. */
function isNews(before: ClientState, after: ClientState, { room_id, seq }: Message): boolean {
  const held = before.rooms[room_id]?.last_seq ?? seq;
  return held < seq && after.rooms[room_id]?.last_seq === seq;
}

function nothing(): void {}
