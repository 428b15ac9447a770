import { useCallback } from "react";
import { useLive } from "./live-provider";

/** Looks for people of the account besides me and those in `except`; for pickers. */
export function useFindPeople(except?: readonly string[]) {
  const client = useLive();
  const hidden = (except ?? []).join(" ");
  return useCallback(
    async (query: string) => {
      const me = client.runtime.store.getState().me.id;
      const skip = new Set([me, ...hidden.split(" ")]);
      const { users } = await client.users(query);
      return users
        .filter((user) => user.standing === "active" && !skip.has(user.id))
        .map((user) => ({ id: user.id, name: user.name, note: `@${user.handle}` }));
    },
    [client, hidden],
  );
}
