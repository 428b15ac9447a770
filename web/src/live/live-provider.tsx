import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { after } from "../lib/timers";
import type { LiveClient } from "./live-client";
import type { OutboxEntry } from "./outbox-storage";
import type { ClientState } from "./state";
import { onWake } from "./wake";

const LiveContext = createContext<LiveClient | null>(null);

/** Gives the live client to everything below, and tells it what the window does. */
export function LiveProvider({ client, children }: { client: LiveClient; children: ReactNode }) {
  useEffect(() => {
    client.runtime.start();
    const look = () =>
      client.attention.focus(document.visibilityState === "visible" && document.hasFocus());
    const wake = () => {
      look();
      if (document.visibilityState === "visible") client.runtime.machine.nudge();
    };
    const nudge = () => client.runtime.machine.nudge();
    const sign = () => client.attention.sign();
    look();
    const ends = [
      on(window, ["focus", "blur"], look),
      on(window, ["online"], nudge),
      on(document, ["visibilitychange"], wake),
      // A frozen page goes on.
      on(document, ["resume"], nudge),
      on(window, ["keydown", "pointerdown", "pointermove", "wheel"], sign),
      onWake(after, Date.now, nudge),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
}

function on(target: EventTarget, kinds: readonly string[], listener: () => void): () => void {
  for (const kind of kinds) target.addEventListener(kind, listener, { passive: true });
  return () => {
    for (const kind of kinds) target.removeEventListener(kind, listener);
  };
}

/** The live client: its actions never change, so using them draws nothing again. */
export function useLive(): LiveClient {
  const client = useContext(LiveContext);
  if (client === null) throw new Error("useLive needs a LiveProvider above it");
  return client;
}

/** A part of the state; draws again only when this part changes (compared one level deep). */
export function useClient<T>(select: (state: ClientState) => T): T {
  return useStore(useLive().runtime.store, useShallow(select));
}

/** Messages on their way to a room. */
export function useOutbox(roomId: string): readonly OutboxEntry[] {
  return useStore(
    useLive().runtime.outbox.store,
    useShallow((state) => state.entries.filter((entry) => entry.room_id === roomId)),
  );
}

/** Messages on their way to all rooms. */
export function useAllOutbox(): readonly OutboxEntry[] {
  return useStore(useLive().runtime.outbox.store, (state) => state.entries);
}

/** Until when the server wants less, ms since 1970; zero when it never said so. */
export function useHeldUntil(): number {
  return useStore(useLive().runtime.outbox.store, (state) => state.heldUntil);
}

/** Whether events reach us, and since when. */
export function useConnection() {
  return useStore(useLive().runtime.connection);
}
