import type { OutboxEntry, OutboxStorage } from "../live/outbox-storage";

/** A storage that outlives an outbox, but not the test. */
export function memoryOutbox(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: async (userId) => [...entries.values()].filter((entry) => entry.user_id === userId),
    put: async (entry) => void entries.set(entry.client_message_id, entry),
    remove: async (id) => void entries.delete(id),
  };
}
