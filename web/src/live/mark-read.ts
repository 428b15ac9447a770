import type { LiveClient } from "./live-client";

/** The whole room counts as read, because the person says so and not because it was seen. */
export function markRead(client: LiveClient, roomId: string): void {
  const room = client.runtime.store.getState().rooms[roomId];
  if (room === undefined || room.last_read_seq >= room.last_seq) return;
  client.attention.keepRead(roomId);
  client.attention.seen(roomId, room.last_seq);
}
