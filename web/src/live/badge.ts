import { unreadTotal } from "./room-list";
import type { ClientState } from "./state";

/** The icons of the page, drawn by us: plain, and with a spark for what is unread. */
const ICONS = { plain: "/flame.svg", unread: "/flame-unread.svg" } as const;

/** Shows on the tab's icon and on the installed app that something is unread. The answer ends it. */
export function keepBadge(store: {
  getState(): ClientState;
  subscribe(look: (state: ClientState) => void): () => void;
}): () => void {
  let shown = 0;
  const show = (count: number) => {
    if (count === shown) return;
    shown = count;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon][type='image/svg+xml']");
    icon?.setAttribute("href", count > 0 ? ICONS.unread : ICONS.plain);
    // Where there are no badges, or the app is not installed, nothing is lost.
    const told = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
    told?.catch(() => undefined);
  };
  show(unreadTotal(store.getState()));
  const end = store.subscribe((state) => show(unreadTotal(state)));
  return () => {
    end();
    show(0);
  };
}
