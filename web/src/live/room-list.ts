import { t } from "../lib/i18n";
import { byName, listOfNames } from "../lib/text";
import type { ClientState, RoomState } from "./state";

/** The rooms as the list shows them. */
export interface SidebarOrder {
  readonly favourites: readonly RoomState[];
  readonly rooms: readonly RoomState[];
  readonly directs: readonly RoomState[];
  readonly hidden: readonly RoomState[];
}

/** Favourites and rooms by name, directs by their last message, invisible ones apart; each once. */
export function sidebarOrder(state: ClientState): SidebarOrder {
  const all = Object.values(state.rooms);
  const visible = all.filter((room) => room.involvement !== "invisible");
  const shown = visible.filter((room) => !room.favourite);
  const name = (room: RoomState) => roomName(state, room);
  const named = (a: RoomState, b: RoomState) => byName.compare(name(a), name(b));
  return {
    favourites: visible.filter((room) => room.favourite).sort(named),
    rooms: shown.filter((room) => room.kind !== "direct").sort(named),
    directs: shown
      .filter((room) => room.kind === "direct")
      .sort((a, b) => lastAt(b).localeCompare(lastAt(a)) || named(a, b)),
    hidden: all.filter((room) => room.involvement === "invisible").sort(named),
  };
}

/**
 * The room behind another one in the list, or before it, and from the end on at the other end; of
 * those with something unread the one on screen is none.
 */
export function nextRoom(
  state: ClientState,
  from: string | null,
  step: 1 | -1,
  which: "all" | "unread",
): string | undefined {
  const all = listed(state);
  const ids = all
    .filter((room) => room.id === from || which === "all" || room.unread_count > 0)
    .map((room) => room.id);
  const at = from === null ? -1 : ids.indexOf(from);
  const next = ids.at(at === -1 && step === -1 ? -1 : (at + step) % ids.length);
  return next === from && which === "unread" ? undefined : next;
}

function listed(state: ClientState): readonly RoomState[] {
  const { favourites, rooms, directs } = sidebarOrder(state);
  return [...favourites, ...rooms, ...directs];
}

/** A room's own name, or the people of a direct room. */
export function roomName(state: ClientState, room: RoomState): string {
  if (room.kind !== "direct") return room.name ?? t("Room");
  const others = othersIn(state, room).map((id) => state.people[id]?.name ?? t("Someone"));
  return others.length === 0
    ? t("{name} (you)", { name: state.me.name })
    : listOfNames(others.sort(byName.compare));
}

/** The people of a direct room besides me. */
export function othersIn(state: ClientState, room: RoomState): readonly string[] {
  return room.member_ids.filter((id) => id !== state.me.id);
}

/** Unread messages in all rooms, for the title of the page. */
export function unreadTotal(state: ClientState): number {
  return Object.values(state.rooms).reduce((sum, room) => sum + room.unread_count, 0);
}

/** Unread messages that mention me, in all rooms. */
export function mentionTotal(state: ClientState): number {
  return Object.values(state.rooms).reduce((sum, room) => sum + room.mention_count, 0);
}

/** May this person rename and delete the room (product rule "room administration")? */
export function mayManage(state: ClientState, room: RoomState): boolean {
  if (room.kind === "direct") return false;
  return state.me.role === "administrator" || room.creator_id === state.me.id;
}

/** A direct room without messages has no time yet; it was just opened, so it stands first. */
function lastAt(room: RoomState): string {
  return room.last_message_at ?? "9";
}
