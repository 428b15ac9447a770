import { useMemo } from "react";
import { findInRoom } from "../api/mentions";
import { useLive } from "./live-provider";

/** Who may be mentioned in a room: everybody in it but me. */
export function useMentionable(roomId: string) {
  const { store } = useLive().runtime;
  return useMemo(
    () => ({
      find: async (query: string) => {
        const me = store.getState().me.id;
        return (await findInRoom(roomId, query)).filter((person) => person.id !== me);
      },
    }),
    [store, roomId],
  );
}
