import { ApiProblem } from "../api/problem";
import { api, liveUrl } from "../api/queries";
import type { Me } from "../api/types";
import { after } from "../lib/timers";
import { openBrowserSocket } from "../live/browser-socket";
import { LiveClient } from "../live/live-client";
import { indexedDbOutbox } from "../live/outbox-storage";
import type { ClientState } from "../live/state";
import { browserTabs } from "../live/tabs";
import { keptOnDevice } from "./kept";

/** The live client with the browser's own network, clock, chance and storage, beginning with what was kept. */
export function browserClient(me: Me, kept: ClientState | null): LiveClient {
  return new LiveClient({
    api,
    me,
    after,
    storage: indexedDbOutbox(),
    tabs: browserTabs,
    kept: {
      state: kept,
      messages: async (id) => (await (await keptOnDevice())?.messages(id)) ?? [],
    },
    random: Math.random,
    now: Date.now,
    newId,
    openSocket: (handlers) => openBrowserSocket(liveUrl(location), handlers),
    isVisible: () => document.visibilityState === "visible",
    hasSession,
  });
}

async function hasSession(): Promise<"yes" | "no" | "unknown"> {
  try {
    await api.me();
    return "yes";
  } catch (error) {
    return error instanceof ApiProblem && error.status === 401 ? "no" : "unknown";
  }
}

/**
 * A UUID of version 7 (RFC 9562): the time in front keeps the server's index of these ids small and warm.
 * `crypto.randomUUID` makes none, and is missing on plain http beyond localhost.
 */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const hex = Date.now().toString(16).padStart(12, "0") + random.slice(12);
  return [0, 8, 12, 16, 20].map((from, at, all) => hex.slice(from, all[at + 1] ?? 32)).join("-");
}
