import { applyEvent } from "./apply-event";
import type { ServerFrame } from "./frames";
import { type ClientState, NO_FLAGS, WELL, wantKeptWindows } from "./state";

/** The state after a frame: events by `applyEvent`, the rest is presence, typing, health and positions. */
export function applyFrame(state: ClientState, frame: ServerFrame): ClientState {
  // Behind a gap nothing counts until the resume; the cursor must stay before it.
  if (state.gap !== null && frame.type !== "welcome" && frame.type !== "reset") return state;
  switch (frame.type) {
    case "event":
      return applyEvent(state, frame);
    case "welcome":
      // The socket before this one may have told of people who have left since; a snapshot follows.
      // What does not work is told again right behind it; silence means that all is well.
      return {
        ...state,
        cursor: frame.cursor,
        gap: null,
        typing: {},
        health: WELL,
        serverBuild: frame.build,
        // A server that went back knows better: its flags are read anew.
        flags: frame.flags_version < state.flags.version ? NO_FLAGS : state.flags,
      };
    case "caught_up":
      return wantKeptWindows({ ...state, cursor: frame.cursor });
    case "reset":
      // Nothing we hold is sure any more: rooms and pages are read again, from this position on.
      return {
        ...state,
        cursor: frame.cursor,
        gap: null,
        loaded: false,
        timelines: {},
        members: {},
        typing: {},
        keptWindows: [],
        wanted: { rooms: [], timelines: [] },
      };
    case "heartbeat":
      return onHeartbeat(state, frame);
    case "presence":
      return onPresence(state, frame);
    case "typing":
      return { ...state, typing: { ...state.typing, [frame.room_id]: frame.user_ids } };
    case "health":
      return { ...state, health: { degraded: frame.degraded, reasons: frame.reasons } };
    default:
      // ack, refused and slow_down concern the outbox; unknown types are a newer server's.
      return state;
  }
}

/** The server names the rooms that changed: one that is ahead of ours means that we missed something. */
function onHeartbeat(
  state: ClientState,
  frame: Extract<ServerFrame, { type: "heartbeat" }>,
): ClientState {
  const ahead = frame.rooms.find(({ room_id, rev }) => {
    const room = state.rooms[room_id];
    return room !== undefined && rev > room.rev;
  });
  return ahead === undefined
    ? { ...state, cursor: frame.cursor }
    : { ...state, gap: ahead.room_id };
}

function onPresence(
  state: ClientState,
  frame: Extract<ServerFrame, { type: "presence" }>,
): ClientState {
  const online = new Set(frame.online ?? state.online);
  for (const id of frame.joined ?? []) online.add(id);
  for (const id of frame.left ?? []) online.delete(id);
  const onlineCount = frame.online ? (frame.online_count ?? null) : state.onlineCount;
  return { ...state, online, onlineCount };
}
