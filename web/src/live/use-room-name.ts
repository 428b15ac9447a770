import { useClient } from "./live-provider";
import { roomName } from "./room-list";

/** What a room is called; empty when it is none of mine. */
export function useRoomName(roomId: string): string {
  return useClient((state) => {
    const room = state.rooms[roomId];
    return room === undefined ? "" : roomName(state, room);
  });
}
