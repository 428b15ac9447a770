import type { Me, Message } from "../api/types";
import { type ClientState, emptyState } from "./state";
import { newestSeq, type Timeline } from "./timeline-state";

/** Messages kept of a room: what a screen or two show. */
export const KEPT_OF_A_ROOM = 100;
/** Rooms whose messages are kept: those that were looked at last. */
export const KEPT_ROOMS = 50;
/** All messages together, in bytes; a browser gives an origin far more, a telephone has other uses for it. */
export const KEPT_BYTES = 20_000_000;
/** A session that was not used for so long has ended, and what it kept is nobody's any more, in ms. */
export const KEPT_FOR_MS = 30 * 24 * 3_600_000;

/** What a device keeps of a person's Campfire besides the messages. */
export interface Kept extends Pick<ClientState, "accountName" | "people" | "rooms" | "flags"> {
  readonly me: Me;
  readonly mayMakeRooms: boolean;
}

/** When a room's messages were kept, and how much they take. */
export type KeptIndex = Readonly<Record<string, { readonly at: number; readonly bytes: number }>>;

/** What of the state is worth keeping: of people only who gives a ping its name. */
export function keptOf(state: ClientState): Kept {
  const { accountName, flags, rooms, settings } = state;
  const directs = Object.values(rooms).filter((room) => room.kind === "direct");
  const named = directs.flatMap((room) => room.member_ids);
  const people = Object.fromEntries(
    [state.me.id, ...named].flatMap((id) => {
      const person = state.people[id];
      return person === undefined ? [] : [[id, person]];
    }),
  );
  const mayMakeRooms = !settings.restrict_room_creation_to_administrators;
  const me = { ...state.me, flags_version: flags.version };
  return { me, accountName, people, rooms, flags, mayMakeRooms };
}

/** The state of somebody who reads what was kept at `at`, until the server is there. */
export function stateOfKept(kept: Kept, at: number): ClientState {
  const { me, accountName, people, rooms, flags, mayMakeRooms } = kept;
  const settings = {
    restrict_room_creation_to_administrators: !mayMakeRooms,
    custom_css_url: null,
  };
  return { ...emptyState(me), accountName, people, rooms, flags, settings, keptAt: at };
}

/** The messages of a window to keep; none when it does not show the newest. */
export function messagesToKeep(timeline: Timeline, lastSeq: number): readonly Message[] {
  return newestSeq(timeline) < lastSeq ? [] : timeline.messages.slice(-KEPT_OF_A_ROOM);
}

/** Rooms whose messages go, so that the rest stays within the bounds: others' first, then the oldest. */
export function tooMuch(index: KeptIndex, mine: (roomId: string) => boolean): string[] {
  let rooms = 0;
  let bytes = 0;
  const newestFirst = Object.entries(index).sort(([, a], [, b]) => b.at - a.at);
  return newestFirst.flatMap(([id, room]) => {
    const fits = rooms < KEPT_ROOMS && bytes + room.bytes <= KEPT_BYTES;
    if (!mine(id) || !fits) return [id];
    rooms += 1;
    bytes += room.bytes;
    return [];
  });
}
