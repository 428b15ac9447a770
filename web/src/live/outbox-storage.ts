/** A message on its way, as it is kept on this device. */
export interface OutboxEntry {
  readonly client_message_id: string;
  readonly user_id: string;
  readonly room_id: string;
  readonly body: string;
  /** How the body is to be read; Markdown when it does not say. */
  readonly format?: "html";
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

const STORE = "outbox";

/**
 * The outbox in IndexedDB. Where the browser refuses it (some private windows) entries live in
 * memory only: sending must still work.
 */
export function indexedDbOutbox(name = "campfire"): OutboxStorage {
  let opened: Promise<IDBDatabase> | null = null;
  const ask = async <T>(
    mode: IDBTransactionMode,
    what: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T | null> => {
    try {
      // What failed once may work the next time: the words are worth another try.
      opened ??= open(name).catch((error) => {
        opened = null;
        throw error;
      });
      return await answer((await opened).transaction(STORE, mode), what);
    } catch {
      return null;
    }
  };
  return {
    load: async (userId) => {
      const found = await ask<OutboxEntry[]>("readonly", (store) =>
        store.index("user").getAll(userId),
      );
      return (found ?? []).sort((a, b) => a.created_at - b.created_at);
    },
    put: async (entry) => void (await ask("readwrite", (store) => store.put(entry))),
    remove: async (id) => void (await ask("readwrite", (store) => store.delete(id))),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore(STORE, { keyPath: "client_message_id" });
      store.createIndex("user", "user_id");
    };
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
  });
}

/** The answer once the whole transaction is on the device. */
function answer<T>(
  transaction: IDBTransaction,
  what: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise((done, fail) => {
    const request = what(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => fail(transaction.error);
  });
}
