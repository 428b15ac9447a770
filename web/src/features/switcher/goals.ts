import { byName } from "../../lib/text";
import { othersIn, roomName } from "../../live/room-list";
import type { ClientState, RoomState } from "../../live/state";
import { fitness } from "./fuzzy";

/** Where one may want to go. */
export type Goal =
  | { readonly is: "room"; readonly id: string; readonly name: string; readonly room: RoomState }
  | { readonly is: "person"; readonly id: string; readonly name: string; readonly note: string }
  | {
      readonly is: "command";
      readonly id: string;
      readonly name: string;
      readonly run: () => void;
    };

/** As many as somebody reads; who wants another types a letter more. */
const SHOWN_MAX = 12;

/**
 * What may be meant: rooms, people and commands by their names, the best first. Without letters it is
 * what is unread, then where one was last.
 */
export function goalsFor(given: {
  state: ClientState;
  query: string;
  /** Rooms that were open, the last one first. */
  recent: readonly string[];
  people: readonly Extract<Goal, { is: "person" }>[];
  commands: readonly Extract<Goal, { is: "command" }>[];
}): readonly Goal[] {
  const { state, query, recent } = given;
  const rooms = Object.values(state.rooms).map(
    (room): Goal => ({ is: "room", id: room.id, name: roomName(state, room), room }),
  );
  const wanted = (goal: Goal) => waiting(goal) + recency(recent, goal.id);
  if (query.trim() === "") {
    const begun = rooms.filter((goal) => wanted(goal) > 0);
    const first = begun.sort((a, b) => wanted(b) - wanted(a));
    return [...first, ...given.commands].slice(0, SHOWN_MAX);
  }
  return [...rooms, ...given.people, ...given.commands]
    .flatMap((goal) => {
      const fits =
        fitness(goal.name, query) ?? (goal.is === "person" ? fitness(goal.note, query) : null);
      return fits === null ? [] : [{ goal, fits: Math.floor(fits), exact: fits }];
    })
    .sort(
      (a, b) =>
        b.fits - a.fits ||
        wanted(b.goal) - wanted(a.goal) ||
        b.exact - a.exact ||
        byName.compare(a.goal.name, b.goal.name),
    )
    .slice(0, SHOWN_MAX)
    .map(({ goal }) => goal);
}

/** Everybody we know of and have no ping with alone; that ping stands for them. */
export function knownPeople(state: ClientState): Extract<Goal, { is: "person" }>[] {
  const pinged = new Set(
    Object.values(state.rooms)
      .filter((room) => room.kind === "direct")
      .map((room) => othersIn(state, room))
      .filter((others) => others.length === 1)
      .map(([other]) => other),
  );
  return Object.values(state.people)
    .filter(({ id, standing = "active" }) => standing === "active" && id !== state.me.id)
    .filter(({ id }) => !pinged.has(id))
    .map(({ id, name, handle }) => ({ is: "person", id, name, note: `@${handle}` }));
}

/** What is unread counts above all, and what mentions me above that. */
function waiting(goal: Goal): number {
  if (goal.is !== "room" || goal.room.unread_count === 0) return 0;
  return goal.room.mention_count > 0 ? 2_000 : 1_000;
}

function recency(recent: readonly string[], id: string): number {
  const at = recent.indexOf(id);
  return at === -1 ? 0 : recent.length - at;
}
