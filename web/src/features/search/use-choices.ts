import { useCallback } from "react";
import { t } from "../../lib/i18n";
import { isWritable, valueOfRoom } from "../../lib/search-text";
import { byName, fold } from "../../lib/text";
import { useLive } from "../../live/live-provider";
import { roomName } from "../../live/room-list";
import { useFindPeople } from "../../live/use-find-people";
import type { Choice } from "./choice-field";

/** Looks for who may have written it: me, and the people of the account. */
export function usePeopleChoices() {
  const client = useLive();
  const find = useFindPeople();
  return useCallback(
    async (letters: string): Promise<readonly Choice[]> => {
      const { me } = client.runtime.store.getState();
      const wanted = letters.trim().replace(/^@/u, "");
      const mine = [me.name, me.handle, "me"].some((name) => fold(name).startsWith(fold(wanted)));
      const myself = { value: "me", name: t("{name} (you)", { name: me.name }), note: "" };
      const others = (await find(wanted)).map(({ name, note }) => ({ value: note, name, note }));
      return mine ? [myself, ...others] : others;
    },
    [client, find],
  );
}

/** Looks for rooms of mine by their names; direct rooms have none. */
export function useRoomChoices() {
  const client = useLive();
  return useCallback(
    async (letters: string): Promise<readonly Choice[]> => {
      const state = client.runtime.store.getState();
      const wanted = fold(letters.trim().replace(/^#/u, ""));
      return Object.values(state.rooms)
        .filter((room) => room.kind !== "direct")
        .map((room) => roomName(state, room))
        .filter((name) => isWritable(name) && fold(name).includes(wanted))
        .sort(byName.compare)
        .map((name) => ({ value: valueOfRoom(name), name, note: "" }));
    },
    [client],
  );
}
