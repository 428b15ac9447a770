import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { LiveClient } from "./live-client";
import type { OutboxEntry } from "./outbox-storage";
import type { ClientState } from "./state";

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
    const online = () => client.runtime.machine.nudge();
    look();
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    window.addEventListener("online", online);
    document.addEventListener("visibilitychange", wake);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      window.removeEventListener("online", online);
      document.removeEventListener("visibilitychange", wake);
    };
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
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

/** Until when the server wants less, ms since 1970; zero when it never said so. */
export function useHeldUntil(): number {
  return useStore(useLive().runtime.outbox.store, (state) => state.heldUntil);
}

/** Whether events reach us, and since when. */
export function useConnection() {
  return useStore(useLive().runtime.connection);
}
