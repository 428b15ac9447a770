import { useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";
import { ConnectionLine } from "../features/presence/connection-line";
import { HealthLine } from "../features/presence/health-line";
import { SlowLine } from "../features/presence/slow-line";
import { Sidebar } from "../features/rooms/sidebar";
import { lastRoom } from "../lib/last-room";
import { paths, patterns } from "../lib/paths";
import { useClient } from "../live/live-provider";
import { sidebarOrder, unreadTotal } from "../live/room-list";
import { lazily } from "../ui/lazily";
import { PersonDoor } from "../ui/person-door";
import { useMedia } from "../ui/use-media";
import { Waiting } from "../ui/waiting";
import { NotFound } from "./not-found";
import { RoomScreen } from "./room-screen";
import styles from "./shell.module.css";
import { useOwnStyle } from "./use-own-style";
import { useSlash } from "./use-slash";

const AccountDialog = lazily(() =>
  import("../features/account/account-dialog").then((module) => module.AccountDialog),
);
const AuditScreen = lazily(
  () => import("../features/people/audit-screen").then((module) => module.AuditScreen),
  "Reading what was decided",
);
const BookmarksScreen = lazily(
  () => import("../features/bookmarks/bookmarks-screen").then((module) => module.BookmarksScreen),
  "Reading your bookmarks",
);
const FlagsDialog = lazily(() =>
  import("../features/flags/flags-dialog").then((module) => module.FlagsDialog),
);
const MentionsScreen = lazily(
  () => import("../features/mentions/mentions-screen").then((module) => module.MentionsScreen),
  "Opening your mentions",
);
const PeopleScreen = lazily(
  () => import("../features/people/people-screen").then((module) => module.PeopleScreen),
  "Opening the list of people",
);
const PersonCard = lazily(() =>
  import("../features/people/person-card").then((module) => module.PersonCard),
);
const ProfileDialog = lazily(() =>
  import("../features/people/profile-dialog").then((module) => module.ProfileDialog),
);
const SearchScreen = lazily(
  () => import("../features/search/search-screen").then((module) => module.SearchScreen),
  "Opening the search",
);
const SessionsScreen = lazily(
  () => import("../features/session/sessions-screen").then((module) => module.SessionsScreen),
  "Reading your sessions",
);

const TransferDialog = lazily(() =>
  import("../features/transfer/transfer-dialog").then((module) => module.TransferDialog),
);

/** Whom a sign-in link is for; `null` is oneself. */
type Helped = { readonly id: string; readonly name: string } | null;

/** What may lie over the screen: a dialog by its name, the card of a person, or a sign-in link. */
type Window =
  | "account"
  | "flags"
  | "profile"
  | { readonly person: string }
  | { readonly link: Helped };

/** Below this width the list of rooms and a room are two screens. */
export const NARROW = "(max-width: 47.99rem)";

/** The frame around every room: the list, the room, and the line about the connection. */
export function Shell({ onSignOut }: { onSignOut: () => Promise<void> }) {
  const [atHome] = useRoute(patterns.home);
  const narrow = useMedia(NARROW);
  const [window, setWindow] = useState<Window | null>(null);
  const openPerson = useCallback((person: string) => setWindow({ person }), []);
  const unread = useClient(unreadTotal);
  const title = useClient((state) => state.accountName);
  useEffect(() => {
    if (atHome) document.title = `${unread > 0 ? `(${unread}) ` : ""}${title}`;
  }, [atHome, title, unread]);
  const [, navigate] = useLocation();
  useSlash(() => navigate(paths.search()));
  useOwnStyle();
  const showList = !narrow || atHome;
  return (
    <PersonDoor value={openPerson}>
      <div className={styles.shell} data-testid="chat-interface">
        <a className={styles.skip} href="#main">
          Skip to the messages
        </a>
        {showList ? (
          <Sidebar alone={narrow && atHome} onSignOut={onSignOut} onOpen={setWindow} />
        ) : null}
        {narrow && atHome ? null : (
          <main id="main" className={styles.main} tabIndex={-1}>
            <HealthLine />
            <SlowLine />
            <Screens onLink={() => setWindow({ link: null })} />
          </main>
        )}
        <div className={styles.status}>
          <ConnectionLine />
        </div>
        {window === null ? null : <Over window={window} onOpen={setWindow} />}
      </div>
    </PersonDoor>
  );
}

/** What lies over the screen. */
function Over({ window, onOpen }: { window: Window; onOpen: (window: Window | null) => void }) {
  const close = () => onOpen(null);
  if (window === "account") return <AccountDialog onClose={close} />;
  if (window === "flags") return <FlagsDialog onClose={close} />;
  if (window === "profile") return <ProfileDialog onClose={close} />;
  if ("link" in window) return <TransferDialog person={window.link} onClose={close} />;
  return (
    <PersonCard
      userId={window.person}
      onProfile={() => onOpen("profile")}
      onLink={(link) => onOpen({ link })}
      onClose={close}
    />
  );
}

function Screens({ onLink }: { onLink: () => void }) {
  return (
    <Switch>
      <Route path={patterns.home}>
        <Home />
      </Route>
      <Route path={patterns.signIn}>
        <Redirect to={paths.home()} replace />
      </Route>
      <Route path={patterns.join}>
        <Redirect to={paths.home()} replace />
      </Route>
      <Route path={patterns.sessions}>
        <SessionsScreen onTransfer={onLink} />
      </Route>
      <Route path={patterns.search}>
        <SearchScreen />
      </Route>
      <Route path={patterns.mentions}>
        <MentionsScreen />
      </Route>
      <Route path={patterns.bookmarks}>
        <BookmarksScreen />
      </Route>
      <Route path={patterns.people}>
        <PeopleScreen />
      </Route>
      <Route path={patterns.audit}>
        <AuditScreen />
      </Route>
      <Route path={patterns.room}>{({ roomId }) => <Room id={roomId} messageId={null} />}</Route>
      <Route path={patterns.message}>
        {({ roomId, place }) =>
          place.startsWith("@") ? <Room id={roomId} messageId={place.slice(1)} /> : <NotFound />
        }
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

/** On a wide screen there is always a room to show: the last one, else the first. */
function Home() {
  const { loaded, target } = useClient((state) => {
    const order = sidebarOrder(state);
    const ids = [...order.favourites, ...order.rooms, ...order.directs].map((room) => room.id);
    const last = lastRoom(state.me.id);
    return { loaded: state.loaded, target: last !== null && ids.includes(last) ? last : ids[0] };
  });
  if (!loaded) return <Waiting label="Reading your rooms" />;
  if (target === undefined) return <NotFound title="You are in no room yet" />;
  return <Redirect to={paths.room(target)} replace />;
}

function Room({ id, messageId }: { id: string; messageId: string | null }) {
  const { loaded, there } = useClient((state) => ({
    loaded: state.loaded,
    there: state.rooms[id] !== undefined,
  }));
  if (there) return <RoomScreen key={id} roomId={id} messageId={messageId} />;
  return loaded ? (
    <NotFound title="This room is not there" />
  ) : (
    <Waiting label="Opening the room" />
  );
}
