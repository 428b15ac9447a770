import { createStore, type StoreApi } from "zustand/vanilla";
import { ApiProblem, wordsOf } from "../api/problem";
import type { Api } from "../api/queries";
import type { UndeliveredPost } from "../api/types";
import { fullJitter, type Random } from "../lib/backoff";
import { t } from "../lib/i18n";
import type { After } from "../lib/timers";
import type { OutboxEntry, OutboxStorage } from "./outbox-storage";
import type { TabChannel, Tabs } from "./tabs";

/** Waits of 1, 2, 4, 8 and 16 s, each with full jitter (product rule "retry and outbox"). */
const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 16_000;
const MAX_TRIES = 5;
/** Longest pause that `slow_down` makes, with full jitter (product rule "back-pressure"). */
const HOLD_CAP_MS = 64_000;
/** Without another `slow_down` for this long the next one counts as the first. */
const CALM_MS = 10_000;
/** A queued post without its event is posted again with the same key after this long. */
const QUEUED_AGAIN_MS = 60_000;

/** What tabs of one person tell each other: an entry as it is now, its end, or that one has just come. */
type News =
  | { readonly is: "put"; readonly entry: OutboxEntry }
  | { readonly is: "gone"; readonly id: string }
  | { readonly is: "opened" };

/** What the outbox needs from outside. */
export interface OutboxDeps {
  readonly api: Pick<Api, "postMessage" | "discardUndelivered">;
  readonly storage: OutboxStorage;
  readonly tabs: Tabs;
  readonly after: After;
  readonly random: Random;
  now(): number;
  newId(): string;
  /** Without a connection the clock of the tries stands still. */
  isConnected(): boolean;
}

/** All messages on their way, in the order they were written. */
export interface OutboxState {
  readonly entries: readonly OutboxEntry[];
  /** Until when the server wants less, ms since 1970. */
  readonly heldUntil: number;
}

/**
 * Carries messages to the server: on the device before the network, one in flight per room, the
 * same key at every try, so that nothing is lost and nothing comes twice. Every tab of a person
 * shows all of them; one tab carries them for all.
 */
export class Outbox {
  readonly store: StoreApi<OutboxState> = createStore<OutboxState>(() => ({
    entries: [],
    heldUntil: 0,
  }));
  /** Rooms with a call under way or a wait before the next one. */
  private readonly busy = new Map<string, () => void>();
  private readonly written = new Map<string, Promise<void>>();
  /** When the server asked for less the last time, and how often in a row before. */
  private slowed = { at: Number.NEGATIVE_INFINITY, before: 0 };
  private stopped = false;
  /** This is the tab that carries. */
  private leads = false;
  private resign: () => void = nothing;
  private others: TabChannel<News> = { tell: nothing, close: nothing };

  /** Called when the server took a message: it can be reached. */
  onTaken: () => void = nothing;

  constructor(
    private readonly deps: OutboxDeps,
    private readonly userId: string,
  ) {}

  /** Takes up what an earlier page left behind, and a place among the tabs. */
  async start(): Promise<void> {
    const { tabs } = this.deps;
    const name = `outbox.${this.userId}`;
    this.others = tabs.open<News>(name, (news) => this.hear(news));
    this.resign = tabs.lead(name, () => void this.lead());
    await this.load();
    // What a crashed tab left is found by the next one that opens; the tab that carries must know.
    this.others.tell({ is: "opened" });
  }

  /** Writes a message down and sends it as soon as its turn comes. */
  send(roomId: string, body: string): void {
    const entry: OutboxEntry = {
      client_message_id: this.deps.newId(),
      user_id: this.userId,
      room_id: roomId,
      body,
      created_at: this.deps.now(),
      state: "sending",
      tries: 0,
      reason: null,
      seq: null,
    };
    this.store.setState({ entries: [...this.entries, entry] });
    this.keep(entry);
    this.others.tell({ is: "put", entry });
    this.pump();
  }

  /** Sends a failed one again, with the same key. */
  retry(id: string): void {
    this.change(id, { state: "sending", tries: 0, reason: null });
    this.pump();
  }

  /** Throws one away. */
  discard(id: string): void {
    this.settle(id);
  }

  /** The message is posted: its event came, or a page holds it. */
  settle(id: string): void {
    const settled = this.find(id);
    if (settled === undefined) return;
    // Unheard it stays in the list of the server, which costs nobody anything.
    if (settled.undelivered) this.deps.api.discardUndelivered(id).catch(() => {});
    this.drop(id);
    void this.deps.storage.remove(id);
    this.others.tell({ is: "gone", id });
    this.pump();
  }

  /** Drops stored entries that the room's events have passed. */
  settleUpTo(roomId: string, seq: number): void {
    for (const entry of this.entries) {
      if (entry.room_id === roomId && entry.seq !== null && entry.seq <= seq) {
        this.settle(entry.client_message_id);
      }
    }
  }

  /** A queued post was refused at its replay. */
  refuse(id: string, code: string): void {
    this.change(id, { state: "failed", reason: refusedLater(code), undelivered: true });
  }

  /** Refused posts that the server keeps: shown even when this device knows nothing of them. */
  adopt(posts: readonly UndeliveredPost[]): void {
    for (const post of posts) {
      const id = post.client_message_id;
      const held = this.find(id);
      if (held === undefined) this.put(this.adopted(post));
      else if (!held.undelivered) this.refuse(id, post.code);
    }
  }

  /** The connection is back: go on without waiting. */
  connected(): void {
    for (const [room, cancel] of this.busy) {
      if (cancel !== inFlight) {
        cancel();
        this.busy.delete(room);
      }
    }
    this.pump();
  }

  /** The server asks for less: at least as long as it says, and longer each time it says so again. */
  hold(ms: number): void {
    const now = this.deps.now();
    const { at, before } = this.slowed;
    const again = now - at < CALM_MS ? before + 1 : 0;
    this.slowed = { at: now, before: again };
    const wait = Math.max(ms, fullJitter(this.deps.random, ms, again, HOLD_CAP_MS));
    this.store.setState(({ heldUntil }) => ({ heldUntil: Math.max(heldUntil, now + wait) }));
  }

  /** Ends all waits; entries stay on the device, and another tab may carry them. */
  stop(): void {
    this.stopped = true;
    this.leads = false;
    this.resign();
    this.others.close();
    for (const cancel of this.busy.values()) cancel();
    this.busy.clear();
  }

  private get entries(): readonly OutboxEntry[] {
    return this.store.getState().entries;
  }

  private find(id: string): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.client_message_id === id);
  }

  private async load(): Promise<void> {
    const left = await this.deps.storage.load(this.userId);
    for (const entry of left) {
      if (this.find(entry.client_message_id) === undefined) this.put(entry);
    }
    this.pump();
  }

  /** It is this tab's turn: what the one before left on the device is ours to carry. */
  private async lead(): Promise<void> {
    this.leads = true;
    await this.load();
    for (const entry of this.entries) {
      if (entry.state === "queued") this.postAgain(entry.client_message_id);
    }
  }

  private hear(news: News): void {
    if (news.is === "gone") this.drop(news.id);
    else if (news.is === "put") this.put(news.entry);
    if (!this.leads) return;
    if (news.is === "opened") void this.load();
    // The tab that wrote it may be gone before its words are on the device.
    if (news.is === "put") this.keep(news.entry);
    this.pump();
  }

  /** Takes an entry in, or its newer state. */
  private put(entry: OutboxEntry): void {
    const id = entry.client_message_id;
    const others = this.entries.filter((held) => held.client_message_id !== id);
    const entries = [...others, entry].sort((a, b) => a.created_at - b.created_at);
    this.store.setState({ entries });
  }

  private drop(id: string): void {
    const entries = this.entries.filter((entry) => entry.client_message_id !== id);
    this.store.setState({ entries });
    this.written.delete(id);
  }

  private adopted(post: UndeliveredPost): OutboxEntry {
    const { client_message_id, room_id, body, format } = post;
    return {
      client_message_id,
      user_id: this.userId,
      room_id,
      body,
      ...(format === "html" && { format }),
      created_at: Date.parse(post.at),
      state: "failed",
      undelivered: true,
      tries: 0,
      reason: refusedLater(post.code),
      seq: null,
    };
  }

  /** Starts the next call of every room that has none. */
  private pump(): void {
    if (this.stopped || !this.leads) return;
    for (const entry of this.entries) {
      if (entry.state !== "sending" || this.busy.has(entry.room_id)) continue;
      const held = this.store.getState().heldUntil - this.deps.now();
      if (held > 0) this.wait(entry.room_id, held);
      else void this.carry(entry);
    }
  }

  private async carry(entry: OutboxEntry): Promise<void> {
    const { client_message_id: id, room_id, body, format } = entry;
    this.busy.set(room_id, inFlight);
    // On the device before the network: a crash between the two must not lose the words.
    await this.written.get(id);
    try {
      const post = { client_message_id: id, body, ...(format && { format }) };
      const posted = await this.deps.api.postMessage(room_id, post);
      this.busy.delete(room_id);
      this.onTaken();
      if (posted.state === "queued") this.queued(id);
      else this.stored(id, posted.seq ?? null);
    } catch (error) {
      this.busy.delete(room_id);
      this.failed(id, error);
    }
    this.pump();
  }

  private stored(id: string, seq: number | null): void {
    // Safe on the server from here on; the entry stays in view until the event has come.
    void this.deps.storage.remove(id);
    this.patch(id, { state: "stored", seq });
  }

  private queued(id: string): void {
    this.change(id, { state: "queued" });
    this.postAgain(id);
  }

  /** Posts a queued one again when its event has not come in time. */
  private postAgain(id: string): void {
    this.deps.after(QUEUED_AGAIN_MS, () => {
      if (this.stopped || !this.leads || this.find(id)?.state !== "queued") return;
      this.change(id, { state: "sending" });
      this.pump();
    });
  }

  private failed(id: string, error: unknown): void {
    const entry = this.find(id);
    if (entry === undefined || this.stopped) return;
    const problem = error instanceof ApiProblem ? error : null;
    if (problem?.status === 401) {
      // The session ended: the words stay as they are, for the next sign-in.
      this.stop();
    } else if (problem !== null && !problem.retryable) {
      this.change(id, { state: "failed", reason: wordsOf(problem) });
    } else {
      this.tryLater(entry, problem);
    }
  }

  private tryLater(entry: OutboxEntry, problem: ApiProblem | null): void {
    const answered = problem !== null && problem.status !== 0;
    const tries = answered || this.deps.isConnected() ? entry.tries + 1 : entry.tries;
    if (tries >= MAX_TRIES) {
      const reason = wordsOf(problem);
      this.change(entry.client_message_id, { state: "failed", tries, reason });
      return;
    }
    this.change(entry.client_message_id, { tries });
    // A try that does not count is one without connection: `connected()` will wake it.
    const step = tries === entry.tries ? MAX_TRIES : entry.tries;
    const jitter = fullJitter(this.deps.random, RETRY_BASE_MS, step, RETRY_CAP_MS);
    this.wait(entry.room_id, Math.max(jitter, problem?.retryAfterMs ?? 0));
  }

  private wait(roomId: string, ms: number): void {
    const cancel = this.deps.after(ms, () => {
      this.busy.delete(roomId);
      this.pump();
    });
    this.busy.set(roomId, cancel);
  }

  private change(id: string, patch: Partial<OutboxEntry>): void {
    const entry = this.patch(id, patch);
    if (entry !== undefined) this.keep(entry);
  }

  private patch(id: string, patch: Partial<OutboxEntry>): OutboxEntry | undefined {
    const at = this.entries.findIndex((entry) => entry.client_message_id === id);
    const held = this.entries[at];
    if (held === undefined) return undefined;
    const entry = { ...held, ...patch };
    this.store.setState({ entries: this.entries.with(at, entry) });
    this.others.tell({ is: "put", entry });
    return entry;
  }

  private keep(entry: OutboxEntry): void {
    this.written.set(entry.client_message_id, this.deps.storage.put(entry));
  }
}

function inFlight(): void {}

function nothing(): void {}

/** Why a queued post was refused when its turn came. */
function refusedLater(code: string): string {
  switch (code) {
    case "room.not_found":
      return t("You were no longer in this room when it was to be posted.");
    case "message.client_id_reused":
      return t("Another message was posted in its place.");
    default:
      return t("The server refused it later ({code}).", { code });
  }
}
