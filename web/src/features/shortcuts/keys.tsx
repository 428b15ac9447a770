import { useEffect, useRef, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { t, tn } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { isWritable, valueOfRoom, written } from "../../lib/search-text";
import { messageShortcutOf, type Shortcut, shortcutOf } from "../../lib/shortcuts";
import type { OpenWindow } from "../../lib/windows";
import { useLive } from "../../live/live-provider";
import { nextRoom, roomName } from "../../live/room-list";
import { goToPart } from "./parts";

/** Where keys are letters. */
const FIELDS = "input, textarea, select, [contenteditable=true]";

/** Hears the keys that mean something wherever one is, and says what they did where it cannot be seen. */
export function Keys({ onOpen }: { onOpen: OpenWindow }) {
  const [said, say] = useState("");
  const act = useAct(onOpen, say);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const at = event.target instanceof Element ? event.target : document.body;
      const writing = at.closest(FIELDS) !== null;
      const shortcut = shortcutOf(event, writing);
      // A dialog has its own keys; the browser must not answer ours while it is open.
      if (document.querySelector("dialog[open]") !== null) {
        if (shortcut === "switcher") event.preventDefault();
        return;
      }
      const done =
        (!writing && pressTool(event, at.closest("article"))) ||
        (shortcut !== null && latest.current(shortcut));
      if (done) event.preventDefault();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
  return (
    <p role="status" className="visually-hidden">
      {said}
    </p>
  );
}

/** Presses the tool of a message that this key means; what its row does not offer cannot be done. */
function pressTool(event: KeyboardEvent, row: Element | null): boolean {
  const name = messageShortcutOf(event);
  const tool = row?.querySelector<HTMLElement>(`[data-action="${name}"]`) ?? null;
  tool?.click();
  return tool !== null;
}

/** Does what a key says; false when there was nothing to do, so that the browser may. */
function useAct(onOpen: OpenWindow, say: (words: string) => void) {
  const client = useLive();
  const [, navigate] = useLocation();
  const [, params] = useRoute("/rooms/:roomId/*?");
  const here = params?.roomId ?? null;
  const state = () => client.runtime.store.getState();
  const go = (room: string | undefined, how?: "reading") => {
    if (room === undefined) say(t("Nothing is unread."));
    else navigate(paths.room(room), { state: how });
    return true;
  };
  const markAllRead = () => {
    client.markAllRead().then(
      (rooms) => say(tn(rooms, "{n} room marked as read", "{n} rooms marked as read")),
      () => say(t("That did not work. Please try again.")),
    );
    return true;
  };
  return (shortcut: Shortcut): boolean => {
    switch (shortcut) {
      case "switcher":
      case "shortcuts":
        onOpen(shortcut);
        return true;
      case "search":
        navigate(paths.search());
        return true;
      case "searchHere": {
        const room = state().rooms[here ?? ""];
        // A second press, in the field, is for the browser's own search.
        if (room === undefined || room.kind === "direct") return false;
        const value = roomName(state(), room);
        if (!isWritable(value)) return false;
        navigate(paths.search(`${written({ key: "in", value: valueOfRoom(value) })} `));
        return true;
      }
      case "nextUnread":
        return go(nextRoom(state(), here, 1, "unread"), "reading");
      case "nextUnreadRoom":
        return go(nextRoom(state(), here, 1, "unread"));
      case "previousUnread":
        return go(nextRoom(state(), here, -1, "unread"));
      case "nextRoom":
        return go(nextRoom(state(), here, 1, "all"));
      case "previousRoom":
        return go(nextRoom(state(), here, -1, "all"));
      case "nextPart":
        goToPart(1);
        return true;
      case "previousPart":
        goToPart(-1);
        return true;
      case "markAllRead":
        return markAllRead();
    }
  };
}
