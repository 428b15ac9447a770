import { useClient } from "../../live/live-provider";
import { mayManage, roomName } from "../../live/room-list";

/** What a timeline needs to know of its room, as it is now. */
export function useTimelineRoom(roomId: string) {
  return useClient((state) => {
    const found = state.rooms[roomId];
    return {
      name: found === undefined ? "" : roomName(state, found),
      lastSeq: found?.last_seq ?? 0,
      readSeq: found?.last_read_seq ?? 0,
      manage: found !== undefined && mayManage(state, found) && state.me.role === "administrator",
      // Nobody else has come to an open room: then the next step is to invite somebody.
      lonely: found?.kind === "open" && state.members[roomId]?.length === 1,
    };
  });
}
