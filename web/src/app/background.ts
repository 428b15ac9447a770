import { api } from "../api/queries";
import { settings } from "../lib/settings";
import { after, idle } from "../lib/timers";
import { keepBadge } from "../live/badge";
import type { LiveClient } from "../live/live-client";
import { lookingAt, Notifier } from "../live/notifier";
import { readAhead } from "../live/prefetch";
import { followNotices, showNotice } from "../live/show-notice";
import { browserTabs } from "../live/tabs";
import { Over } from "./lazy-over";

/**
 * What goes on beside the screen and comes after it: notices, the badge, that this tab is looked
 * at, and loading and reading ahead. The answer ends it.
 */
export function startBackground(client: LiveClient, open: (path: string) => void): () => void {
  const { runtime, attention } = client;
  const notifier = new Notifier({
    tabs: browserTabs,
    after,
    state: () => runtime.store.getState(),
    isOn: () =>
      "Notification" in window && Notification.permission === "granted" && settings().notices,
    show: (notice) => void showNotice(notice, open),
  });
  const endBadge = keepBadge(runtime.store);
  const endFollowing = followNotices(open);
  let lookAway = () => {};
  const look = (roomId: string | null) => {
    lookAway();
    lookAway = roomId === null ? () => {} : browserTabs.hold(lookingAt(roomId));
  };
  look(attention.looksAt);
  attention.onLook = look;
  runtime.onPosted = (message) => notifier.take(message);
  idle(Over.ahead);
  const endReading = readAhead(runtime.store, {
    after,
    idle,
    isWelcome: () =>
      document.visibilityState === "visible" &&
      runtime.connection.getState().connected &&
      !costsMoney(),
    read: (roomId) => api.messages(roomId, { at: "newest" }),
    update: (change) => runtime.update(change),
  });
  return () => {
    endReading();
    endFollowing();
    look(null);
    notifier.stop();
    endBadge();
  };
}

/** The person asked the browser to save data. */
function costsMoney(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
