import { useState } from "react";
import { useLocation } from "wouter";
import { paths } from "../../lib/paths";
import { useClient, useLive } from "../../live/live-provider";
import { sidebarOrder } from "../../live/room-list";
import { mayMakeRooms } from "../../live/state";
import { IconButton } from "../../ui/icon-button";
import { Logo } from "../../ui/logo";
import { InviteDialog } from "./invite-dialog";
import { NewDirectDialog } from "./new-direct-dialog";
import { NewRoomDialog } from "./new-room-dialog";
import { OwnLinks } from "./own-links";
import { OwnMenu } from "./own-menu";
import { RoomLinks } from "./room-links";
import styles from "./sidebar.module.css";
import { SignOutDialog } from "./sign-out-dialog";

type Window = "room" | "direct" | "invite" | "sign-out";

/** My rooms by name, my pings by their last message, and who I am; `alone` when it is the whole screen. */
export function Sidebar(props: {
  alone: boolean;
  onSignOut: () => Promise<void>;
  /** Opens a dialog that is not of this list. */
  onOpen: (window: "account" | "flags" | "profile") => void;
}) {
  const { alone, onSignOut, onOpen } = props;
  const client = useLive();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<Window | null>(null);
  const account = useClient((state) => state.accountName);
  const makesRooms = useClient(mayMakeRooms);
  const order = useClient((state) => {
    const { favourites, rooms, directs, hidden } = sidebarOrder(state);
    const waiting = directs.reduce((sum, room) => sum + room.unread_count, 0);
    return {
      favourites: ids(favourites),
      rooms: ids(rooms),
      directs: ids(directs),
      hidden: ids(hidden),
      waiting,
    };
  });
  const close = () => setOpen(null);
  const leave = async () => {
    const unsent = client.runtime.outbox.store.getState().entries.length;
    if (unsent > 0) setOpen("sign-out");
    else await onSignOut().catch(() => setOpen("sign-out"));
  };
  // On a narrow screen the list is the page, so it carries the page's landmark and heading.
  const Frame = alone ? "main" : "div";
  const Name = alone ? "h1" : "span";
  return (
    <Frame id={alone ? "main" : undefined} className={styles.sidebar}>
      <header className={styles.head}>
        <Logo />
        <Name className={styles.account}>{account}</Name>
        <IconButton
          icon="search"
          label="Search messages (key: /)"
          onClick={() => navigate(paths.search())}
        />
        <IconButton icon="link" label="Invite people" onClick={() => setOpen("invite")} />
      </header>
      <nav className={styles.lists} aria-label="Rooms and pings">
        <OwnLinks />
        {order.favourites === "" ? null : (
          <>
            <div className={styles.section}>
              <h2>Favourites</h2>
            </div>
            <RoomLinks label="Favourites" ids={order.favourites} />
          </>
        )}
        <div className={styles.section}>
          <h2>Rooms</h2>
          {makesRooms ? (
            <IconButton icon="plus" label="New room" onClick={() => setOpen("room")} />
          ) : null}
        </div>
        <RoomLinks label="Rooms" ids={order.rooms} />
        <div className={styles.section}>
          <h2>Pings</h2>
          {order.waiting === 0 ? null : (
            <span className={styles.waiting} aria-hidden="true">
              {order.waiting > 99 ? "99+" : order.waiting}
            </span>
          )}
          <IconButton icon="plus" label="New ping" onClick={() => setOpen("direct")} />
        </div>
        <RoomLinks label="Pings" ids={order.directs} />
        {order.hidden === "" ? null : (
          <details className={styles.hidden}>
            <summary>Hidden</summary>
            <RoomLinks label="Hidden rooms" ids={order.hidden} />
          </details>
        )}
      </nav>
      <OwnMenu onSignOut={leave} onOpen={onOpen} />
      {open === "room" ? <NewRoomDialog onClose={close} /> : null}
      {open === "direct" ? <NewDirectDialog onClose={close} /> : null}
      {open === "invite" ? <InviteDialog onClose={close} /> : null}
      {open === "sign-out" ? <SignOutDialog onSignOut={onSignOut} onClose={close} /> : null}
    </Frame>
  );
}

/** One text, so that the list draws again only when an order changes. */
function ids(rooms: readonly { id: string }[]): string {
  return rooms.map((room) => room.id).join(" ");
}
