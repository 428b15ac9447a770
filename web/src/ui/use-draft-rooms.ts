import { useMemo, useSyncExternalStore } from "react";
import { draftRooms, onDrafts } from "../lib/drafts";

/** The ids of the rooms in which a person has words not sent yet, followed live. */
export function useDraftRooms(userId: string): ReadonlySet<string> {
  const rooms = useSyncExternalStore(onDrafts, () => draftRooms(userId));
  return useMemo(() => new Set(rooms === "" ? [] : rooms.split(" ")), [rooms]);
}
