import type { StoreApi } from "zustand/vanilla";
import type { MessagePage } from "../api/types";
import type { After } from "../lib/timers";
import { applyPage } from "./snapshot";
import type { ClientState, RoomState } from "./state";

/** Windows that are held before no more are read ahead, those that were opened among them. */
export const AHEAD_ROOMS = 8;
/** What may be read ahead in all, in letters of text: some 20 pages of long messages. */
export const AHEAD_LETTERS = 1_000_000;
/** Before the first room and between two the network is the person's, in ms. */
const CALM_MS = 1_000;

/** What reading ahead needs from outside. */
export interface PrefetchDeps {
  readonly after: After;
  /** Runs a task when nothing else is to be done. */
  idle(task: () => void): void;
  /** Whether now is a time for it: somebody looks, and the network is there and costs nothing. */
  isWelcome(): boolean;
  /** The newest page of a room. */
  read(roomId: string): Promise<MessagePage>;
  /** Changes the state by a pure function. */
  update(change: (state: ClientState) => ClientState): void;
}

/**
 * Reads the newest messages of the rooms that one is likely to open next, one after the other: then
 * they are there at once, and on this device without the server too. The answer ends it.
 */
export function readAhead(
  store: Pick<StoreApi<ClientState>, "getState" | "subscribe">,
  deps: PrefetchDeps,
): () => void {
  const tried = new Set<string>();
  let letters = 0;
  let cancel: (() => void) | null = null;
  let stopped = false;

  const read = async ({ id, rev }: RoomState) => {
    tried.add(id);
    const page = await deps.read(id);
    letters += lettersOf(page);
    // What was told of the room meanwhile may be newer than the page: it is read again.
    if (store.getState().rooms[id]?.rev !== rev) tried.delete(id);
    else if (!stopped) deps.update((state) => applyAhead(state, id, page));
  };
  const next = async () => {
    const room = likelyNext(store.getState(), tried);
    const now = !stopped && room !== undefined && letters < AHEAD_LETTERS && deps.isWelcome();
    // One that cannot be had is read when it is opened.
    if (now) await read(room).catch(() => undefined);
    cancel = null;
    if (now) plan();
  };
  const plan = () => {
    if (!stopped) cancel ??= deps.after(CALM_MS, () => deps.idle(next));
  };
  const unsubscribe = store.subscribe((state, before) => {
    // After a reset all windows are gone.
    if (state.loaded && !before.loaded) tried.clear();
    plan();
  });
  plan();
  return () => {
    stopped = true;
    unsubscribe();
    cancel?.();
  };
}

/** Where somebody waits for an answer, then what is unread, then what was talked in last; none when enough is held. */
export function likelyNext(state: ClientState, tried: ReadonlySet<string>): RoomState | undefined {
  if (!state.loaded || Object.keys(state.timelines).length >= AHEAD_ROOMS) return undefined;
  const open = Object.values(state.rooms).filter(
    ({ id, last_seq, involvement }) =>
      last_seq > 0 &&
      involvement !== "invisible" &&
      state.timelines[id] === undefined &&
      !tried.has(id),
  );
  return open.sort((a, b) => rank(b) - rank(a) || lastAt(b).localeCompare(lastAt(a)))[0];
}

function rank(room: RoomState): number {
  if (room.mention_count > 0) return 2;
  return room.unread_count > 0 ? 1 : 0;
}

function lastAt(room: RoomState): string {
  return room.last_message_at ?? "";
}

function lettersOf({ messages }: MessagePage): number {
  return messages.reduce((sum, { html, plain_text }) => sum + html.length + plain_text.length, 0);
}

/** Who opened the room meanwhile has a window of their own. */
function applyAhead(state: ClientState, roomId: string, page: MessagePage): ClientState {
  if (state.timelines[roomId] !== undefined) return state;
  return applyPage(state, roomId, page, "replace");
}
