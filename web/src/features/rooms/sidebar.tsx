import { useState } from "react";
import { useLocation, useRoute } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { fold } from "../../lib/text";
import type { OpenWindow } from "../../lib/windows";
import { useClient, useLive } from "../../live/live-provider";
import { nextRoom, roomName, sidebarOrder } from "../../live/room-list";
import { type ClientState, mayMakeRooms, type RoomState } from "../../live/state";
import { IconButton } from "../../ui/icon-button";
import { lazily } from "../../ui/lazily";
import { Logo } from "../../ui/logo";
import { OwnLinks } from "./own-links";
import { OwnMenu } from "./own-menu";
import { RoomSection } from "./room-section";
import styles from "./sidebar.module.css";

const RoomFilter = lazily(() => import("./room-filter").then((module) => module.RoomFilter));
const SignOutDialog = lazily(() =>
  import("./sign-out-dialog").then((module) => module.SignOutDialog),
);

/** With fewer rooms the eye is quicker than a filter. */
const FILTER_FROM = 9;

/** My rooms by name, my pings by their last message, and who I am; `alone` when it is the whole screen. */
export function Sidebar(props: {
  alone: boolean;
  onSignOut: () => Promise<void>;
  onOpen: OpenWindow;
}) {
  const { alone, onSignOut, onOpen } = props;
  const client = useLive();
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState(false);
  const [letters, setLetters] = useState("");
  const [, here] = useRoute("/rooms/:roomId/*?");
  const account = useClient((state) => state.accountName);
  const makesRooms = useClient(mayMakeRooms);
  const view = useClient((state) => {
    const order = sidebarOrder(state);
    const ids = idsOf(state, letters);
    return {
      favourites: ids(order.favourites),
      rooms: ids(order.rooms),
      directs: ids(order.directs),
      hidden: ids(order.hidden),
      waiting: order.directs.reduce((sum, room) => sum + room.unread_count, 0),
      many: Object.keys(state.rooms).length >= FILTER_FROM,
      unread: nextRoom(state, here?.roomId ?? null, 1, "unread"),
    };
  });
  const { unread } = view;
  const found = [view.favourites, view.rooms, view.directs].join(" ").trim();
  const leave = async () => {
    const unsent = client.runtime.outbox.store.getState().entries.length;
    if (unsent > 0) setLeaving(true);
    else await onSignOut().catch(() => setLeaving(true));
  };
  // On a narrow screen the list is the page, so it carries the page's landmark and heading.
  const Frame = alone ? "main" : "div";
  const Name = alone ? "h1" : "span";
  return (
    <Frame id={alone ? "main" : undefined} className={styles.sidebar}>
      <header className={styles.head}>
        <Logo />
        <Name className={styles.account}>
          <bdi>{account}</bdi>
        </Name>
        {unread === undefined ? null : (
          <IconButton
            icon="unread"
            label={t("Next unread room")}
            title={t("Next unread room (key: N)")}
            aria-keyshortcuts="N"
            onClick={() => navigate(paths.room(unread))}
          />
        )}
        <IconButton
          icon="search"
          label={t("Search messages")}
          title={t("Search messages (key: /)")}
          aria-keyshortcuts="/"
          onClick={() => navigate(paths.search())}
        />
        <IconButton icon="link" label={t("Invite people")} onClick={() => onOpen("invite")} />
      </header>
      <nav className={styles.lists} aria-label={t("Rooms and pings")}>
        <OwnLinks />
        {view.many ? <RoomFilter letters={letters} found={found} onLetters={setLetters} /> : null}
        {view.favourites === "" ? null : (
          <RoomSection name="favourites" title={t("Favourites")} ids={view.favourites} />
        )}
        <RoomSection name="rooms" title={t("Rooms")} ids={view.rooms}>
          {makesRooms ? (
            <IconButton icon="plus" label={t("New room")} onClick={() => onOpen("room")} />
          ) : null}
        </RoomSection>
        <RoomSection name="directs" title={t("Pings")} ids={view.directs} waiting={view.waiting}>
          <IconButton icon="plus" label={t("New ping")} onClick={() => onOpen("direct")} />
        </RoomSection>
        {view.hidden === "" ? null : (
          <RoomSection name="hidden" title={t("Hidden rooms")} ids={view.hidden} />
        )}
      </nav>
      <OwnMenu onSignOut={leave} onOpen={onOpen} />
      {leaving ? <SignOutDialog onSignOut={onSignOut} onClose={() => setLeaving(false)} /> : null}
    </Frame>
  );
}

/** The ids of rooms that have these letters in their names, as one text: it is the same until one changes. */
function idsOf(state: ClientState, letters: string) {
  const wanted = fold(letters.trim());
  return (rooms: readonly RoomState[]): string =>
    rooms
      .filter((room) => wanted === "" || fold(roomName(state, room)).includes(wanted))
      .map((room) => room.id)
      .join(" ");
}
