import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { anId, ann, ben } from "../testing/fixtures";
import { indexedDbOutbox, type OutboxEntry } from "./outbox-storage";

function entry(n: number, over: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    client_message_id: anId("client", n),
    user_id: ann.id,
    room_id: anId("room", 1),
    body: `Message ${n}`,
    created_at: n,
    state: "sending",
    tries: 0,
    reason: null,
    seq: null,
    ...over,
  };
}

it("keeps entries of one person in the order they were written, across openings", async () => {
  const storage = indexedDbOutbox("storage-order");
  await storage.put(entry(2));
  await storage.put(entry(1));
  await storage.put(entry(3, { user_id: ben.id }));
  const again = indexedDbOutbox("storage-order");
  expect((await again.load(ann.id)).map((found) => found.created_at)).toEqual([1, 2]);
  await again.remove(anId("client", 1));
  expect((await storage.load(ann.id)).map((found) => found.created_at)).toEqual([2]);
});

it("goes on without a database that the browser refuses", async () => {
  const storage = indexedDbOutbox("storage-refused");
  const real = globalThis.indexedDB;
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });
  await expect(storage.put(entry(1))).resolves.toBeUndefined();
  await expect(storage.load(ann.id)).resolves.toEqual([]);
  Object.defineProperty(globalThis, "indexedDB", { value: real, configurable: true });
});
