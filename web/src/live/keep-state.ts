import type { StoreApi } from "zustand/vanilla";
import { type After, idle } from "../lib/timers";
import { keptOf, messagesToKeep } from "./kept";
import { type OfflineCache, offlineCache } from "./offline-cache";
import type { ClientState } from "./state";
import type { Timeline } from "./timeline-state";

/** Changes are gathered for so long before they are written, in ms. */
const GATHER_MS = 2_000;

/** What keeping needs from outside. */
export interface KeepDeps {
  readonly cache: Pick<OfflineCache, "claim" | "keep">;
  readonly after: After;
  now(): number;
  /** Runs a task when nothing else is to be done. */
  idle(task: () => void): void;
}

/**
 * Keeps the state on this device, gathered and when there is time for it; only what the server has
 * told, and only changed windows. `flush` writes at once, because the window may be gone soon.
 */
export function keepState(store: StoreApi<ClientState>, deps: KeepDeps) {
  const written = new Map<string, Timeline>();
  let before: ClientState | null = null;
  let cancel: (() => void) | null = null;
  let stopped = false;
  const claimed = deps.cache.claim(store.getState().me.id);

  const flush = async () => {
    cancel?.();
    cancel = null;
    const state = store.getState();
    if (stopped || !state.loaded || !isOther(state, before)) return;
    before = state;
    const windows = changedWindows(state, written);
    await claimed;
    await deps.cache.keep({ at: deps.now(), kept: keptOf(state), windows });
  };
  const gather = () => {
    cancel ??= deps.after(GATHER_MS, () => deps.idle(flush));
  };
  const unsubscribe = store.subscribe(gather);
  gather();
  const stop = () => {
    stopped = true;
    unsubscribe();
    cancel?.();
  };
  return { flush, stop };
}

/** Presence, typing and the position in the log change often and are not kept. */
function isOther(state: ClientState, before: ClientState | null): boolean {
  return (
    before === null ||
    state.rooms !== before.rooms ||
    state.timelines !== before.timelines ||
    state.me !== before.me ||
    state.flags !== before.flags ||
    state.accountName !== before.accountName
  );
}

function changedWindows(state: ClientState, written: Map<string, Timeline>) {
  const windows = new Map<string, ReturnType<typeof messagesToKeep>>();
  for (const [roomId, timeline] of Object.entries(state.timelines)) {
    if (written.get(roomId) === timeline) continue;
    const messages = messagesToKeep(timeline, state.rooms[roomId]?.last_seq ?? 0);
    if (messages.length === 0) continue;
    written.set(roomId, timeline);
    windows.set(roomId, messages);
  }
  return windows;
}

/** Keeps the state with the browser's own means, and at once when the window is put away. */
export function keepInBrowser(store: StoreApi<ClientState>, after: After): () => void {
  const { flush, stop } = keepState(store, { cache: offlineCache, after, now: Date.now, idle });
  const away = () => {
    if (document.visibilityState === "hidden") void flush();
  };
  document.addEventListener("visibilitychange", away);
  return () => {
    document.removeEventListener("visibilitychange", away);
    stop();
  };
}
