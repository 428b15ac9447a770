import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A message on its way, as it is kept on this device. */
export interface OutboxEntry {
  readonly client_message_id: string;
  readonly user_id: string;
  readonly room_id: string;
  readonly body: string;
  /** When it was written, ms since 1970; shows the time and keeps the order. */
  readonly created_at: number;
  /**
   * `sending`: waits its turn or is under way. `queued`: the server has it and will post it.
   * `stored`: posted, the event has not come yet. `failed`: needs the person.
   */
  readonly state: "sending" | "queued" | "stored" | "failed";
  /** The server keeps the words of this refused one until it is told that they were seen. */
  readonly undelivered?: boolean;
  /** Tries that a server answered. */
  readonly tries: number;
  /** Why it failed, in words. */
  readonly reason: string | null;
  /** Its number in the room, once stored. */
  readonly seq: number | null;
}

/** Where entries outlive the page. */
export interface OutboxStorage {
  load(userId: string): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry; indexes: { user: string } };
}

/**
 * The outbox in IndexedDB. Where the browser refuses it (some private windows) entries live in
 * memory only: sending must still work.
 */
export function indexedDbOutbox(name = "campfire"): OutboxStorage {
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const db = () => {
    opened ??= openDB<Schema>(name, 1, {
      upgrade: (database) => {
        const store = database.createObjectStore("outbox", { keyPath: "client_message_id" });
        store.createIndex("user", "user_id");
      },
    });
    return opened;
  };
  const orNothing = async <T>(work: () => Promise<T>, nothing: T): Promise<T> => {
    try {
      return await work();
    } catch {
      return nothing;
    }
  };
  return {
    load: (userId) =>
      orNothing(async () => {
        const found = await (await db()).getAllFromIndex("outbox", "user", userId);
        return found.sort((a, b) => a.created_at - b.created_at);
      }, []),
    put: (entry) =>
      orNothing(async () => {
        await (await db()).put("outbox", entry);
      }, undefined),
    remove: (id) =>
      orNothing(async () => {
        await (await db()).delete("outbox", id);
      }, undefined),
  };
}
