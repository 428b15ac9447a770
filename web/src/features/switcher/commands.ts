import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import type { OpenWindow } from "../../lib/windows";
import { type ClientState, mayMakeRooms } from "../../live/state";
import type { Goal } from "./goals";

/** What can be done from everywhere, by the words of the menus it is in. */
export function commandsFor(given: {
  state: ClientState;
  navigate: (path: string) => void;
  onOpen: OpenWindow;
  onMarkAllRead: () => void;
}): Extract<Goal, { is: "command" }>[] {
  const { state, navigate, onOpen } = given;
  const all: [string, () => void][] = [[t("Search messages"), () => navigate(paths.search())]];
  all.push([t("Mentions"), () => navigate(paths.mentions())]);
  all.push([t("Bookmarks"), () => navigate(paths.bookmarks())]);
  if (mayMakeRooms(state)) all.push([t("New room"), () => onOpen("room")]);
  all.push(
    [t("New ping"), () => onOpen("direct")],
    [t("Invite people"), () => onOpen("invite")],
    [t("People"), () => navigate(paths.people())],
    [t("Your profile"), () => onOpen("profile")],
    [t("Settings"), () => navigate(paths.settings())],
    [t("Where you are signed in"), () => navigate(paths.sessions())],
    [t("Mark all as read"), given.onMarkAllRead],
    [t("Keyboard shortcuts"), () => onOpen("shortcuts")],
  );
  if (state.me.role === "administrator") {
    all.push(
      [t("What was decided"), () => navigate(paths.audit())],
      [t("Account"), () => onOpen("account")],
      [t("Features"), () => onOpen("flags")],
      [t("Health"), () => navigate(paths.health())],
    );
  }
  return all.map(([name, run], index) => ({ is: "command", id: `command-${index}`, name, run }));
}
