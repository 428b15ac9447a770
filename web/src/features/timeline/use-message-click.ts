import { type MouseEvent, useCallback } from "react";
import { useOpenPerson } from "../../ui/person-door";
import type { Goal } from "./goal";

/**
 * One listener for all messages: names, pictures and mentions of people open their card, and a link
 * to the message that the address names already leads there once more.
 */
export function useMessageClick(messageId: string | null, go: (goal: Goal) => void) {
  const openPerson = useOpenPerson();
  return useCallback(
    (event: MouseEvent) => {
      const target = event.target as Element;
      const place = target.closest<HTMLElement>("[data-person],[data-user-id]");
      const id = place?.dataset.person ?? place?.dataset.userId;
      if (id !== undefined) openPerson(id);
      const link = target.closest("a");
      if (messageId !== null && link?.origin === location.origin) {
        if (link.pathname.endsWith(`/@${messageId}`)) go({ is: "message", id: messageId });
      }
    },
    [messageId, go, openPerson],
  );
}
