import { type FocusEvent, type KeyboardEvent, useState } from "react";
import type { Message } from "../../api/types";

/**
 * One message at a time is in the tab order, the others are reached by arrows or J and K, Home and
 * End; so the list costs a keyboard one stop, not three hundred. Home and End mean the room and not
 * the window: when the window ends before, `onEdge` brings the rest.
 */
export function useRoving(
  messages: readonly Message[] | undefined,
  onEdge: (edge: "start" | "end") => boolean,
) {
  const [chosen, setChosen] = useState<string | null>(null);
  const last = messages?.[messages.length - 1]?.id ?? null;
  const active = messages?.some((message) => message.id === chosen) ? chosen : last;

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const row = event.target.closest<HTMLElement>("article[data-message]");
    const id = row?.dataset.message;
    if (id !== undefined) setChosen(id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const row = (event.target as HTMLElement).closest<HTMLElement>("article[data-message]");
    if (row === null) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("article[data-message]")];
    const to = target(event.key, rows.indexOf(row), rows.length);
    if (to === null) return;
    event.preventDefault();
    if (event.key === "Home" && onEdge("start")) return;
    if (event.key === "End" && onEdge("end")) return;
    const next = rows[to];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  return { active, onFocus, onKeyDown };
}

function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowUp":
    case "k":
      return Math.max(0, at - 1);
    case "ArrowDown":
    case "j":
      return Math.min(count - 1, at + 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
