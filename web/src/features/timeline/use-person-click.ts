import { type MouseEvent, useCallback } from "react";
import { useOpenPerson } from "../../ui/person-door";

/** Names, pictures and mentions of people in messages open their card: one listener for them all. */
export function usePersonClick() {
  const openPerson = useOpenPerson();
  return useCallback(
    (event: MouseEvent) => {
      const place = (event.target as Element).closest<HTMLElement>("[data-person],[data-user-id]");
      const id = place?.dataset.person ?? place?.dataset.userId;
      if (id !== undefined) openPerson(id);
    },
    [openPerson],
  );
}
