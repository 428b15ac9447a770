import { useClient } from "../../live/live-provider";
import { mayManage, roomName } from "../../live/room-list";
import { newestSeq, oldestSeq } from "../../live/timeline-state";

/** What a timeline needs to know of its room, as it is now. */
export function useTimelineRoom(roomId: string) {
  return useClient((state) => {
    const found = state.rooms[roomId];
    const timeline = state.timelines[roomId];
    const lastSeq = found?.last_seq ?? 0;
    return {
      name: found === undefined ? "" : roomName(state, found),
      lastSeq,
      ping: found?.kind === "direct",
      manage: found !== undefined && mayManage(state, found) && state.me.role === "administrator",
      // Nobody else has come to an open room: then the next step is to invite somebody.
      lonely: found?.kind === "open" && state.members[roomId]?.length === 1,
      // `seq` is dense, so what lies beyond the window can be counted without asking.
      older: timeline?.hasOlder ? Math.max(1, oldestSeq(timeline) - 1) : 0,
      newer: timeline === undefined ? 0 : Math.max(0, lastSeq - newestSeq(timeline)),
    };
  });
}
