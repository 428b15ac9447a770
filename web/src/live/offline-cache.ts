import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Message } from "../api/types";
import { KEPT_FOR_MS, type Kept, type KeptIndex, stateOfKept, tooMuch } from "./kept";
import type { ClientState } from "./state";

/** Whose the rest is, and what of it there is. One person at a time: a browser has one session. */
interface About {
  readonly user_id: string;
  readonly at: number;
  readonly index: KeptIndex;
  /** Null until something was kept. */
  readonly kept: Kept | null;
}

interface Schema extends DBSchema {
  about: { key: "about"; value: About };
  /** By room, as JSON: its length is its size, and reading one room takes one piece. */
  rooms: { key: string; value: string };
}

/** What changed since it was kept the last time. */
export interface KeptChange {
  readonly at: number;
  readonly kept: Kept;
  readonly windows: ReadonlyMap<string, readonly Message[]>;
}

/**
 * What this device keeps for the time without a server, in a database of its own. Where the browser
 * refuses one there is nothing to read then; nothing else depends on it.
 */
export class OfflineCache {
  private opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(private readonly name = "campfire-offline") {}

  /** What was kept, as a state to begin with; null when there is nothing, or it is too old. */
  async read(now: number): Promise<ClientState | null> {
    return await orNothing(async () => {
      const about = await (await this.db()).get("about", "about");
      if (about === undefined || about.kept === null) return null;
      if (now - about.at < KEPT_FOR_MS) return stateOfKept(about.kept, about.at);
      await this.forget();
      return null;
    }, null);
  }

  /** The messages kept of a room. */
  async messages(roomId: string): Promise<readonly Message[]> {
    return await orNothing(async () => {
      const json = await (await this.db()).get("rooms", roomId);
      return json === undefined ? [] : (JSON.parse(json) as Message[]);
    }, []);
  }

  /** From now on this device keeps for this person; what it kept of another goes. */
  async claim(userId: string): Promise<void> {
    await orNothing(async () => {
      const tx = (await this.db()).transaction(["about", "rooms"], "readwrite");
      const about = await tx.objectStore("about").get("about");
      if (about?.user_id !== userId) {
        await tx.objectStore("rooms").clear();
        const nothing = { user_id: userId, at: 0, index: {}, kept: null };
        await tx.objectStore("about").put(nothing, "about");
      }
      await tx.done;
    }, undefined);
  }

  /**
   * Keeps what changed, and lets go what is too much or not mine any more. After a sign-out, in
   * whichever window, nothing is written: who is to keep it is looked up in the same transaction.
   */
  async keep(change: KeptChange): Promise<void> {
    await orNothing(async () => {
      const tx = (await this.db()).transaction(["about", "rooms"], "readwrite");
      const about = tx.objectStore("about");
      const rooms = tx.objectStore("rooms");
      const held = await about.get("about");
      if (held === undefined || held.user_id !== change.kept.me.id) return;
      const index: Record<string, KeptIndex[string]> = { ...held.index };
      for (const [roomId, messages] of change.windows) {
        const json = JSON.stringify(messages);
        // A browser takes two bytes for a letter when there is one that needs them.
        index[roomId] = { at: change.at, bytes: 2 * json.length };
        await rooms.put(json, roomId);
      }
      for (const roomId of tooMuch(index, (id) => id in change.kept.rooms)) {
        delete index[roomId];
        await rooms.delete(roomId);
      }
      const { at, kept } = change;
      await about.put({ user_id: held.user_id, at, index, kept }, "about");
      await tx.done;
    }, undefined);
  }

  /** The session is over: nothing of the person stays. */
  async forget(): Promise<void> {
    await orNothing(async () => {
      const tx = (await this.db()).transaction(["about", "rooms"], "readwrite");
      await Promise.all([tx.objectStore("about").clear(), tx.objectStore("rooms").clear()]);
      await tx.done;
    }, undefined);
  }

  private db(): Promise<IDBPDatabase<Schema>> {
    this.opened ??= openDB<Schema>(this.name, 1, {
      upgrade: (database) => {
        database.createObjectStore("about");
        database.createObjectStore("rooms");
      },
    });
    return this.opened;
  }
}

/** The one of this browser. */
export const offlineCache = new OfflineCache();

async function orNothing<T>(work: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await work();
  } catch {
    return nothing;
  }
}
