import { lazy, Suspense, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";
import { ConnectionLine } from "../features/presence/connection-line";
import { HealthLine } from "../features/presence/health-line";
import { SlowLine } from "../features/presence/slow-line";
import { Sidebar } from "../features/rooms/sidebar";
import { SessionsScreen } from "../features/session/sessions-screen";
import { lastRoom } from "../lib/last-room";
import { paths, patterns } from "../lib/paths";
import { useClient } from "../live/live-provider";
import { sidebarOrder, unreadTotal } from "../live/room-list";
import { useMedia } from "../ui/use-media";
import { Waiting } from "../ui/waiting";
import { NotFound } from "./not-found";
import { RoomScreen } from "./room-screen";
import styles from "./shell.module.css";
import { useSlash } from "./use-slash";

/** It comes when somebody wants to see what they kept. */
const BookmarksScreen = lazy(() =>
  import("../features/bookmarks/bookmarks-screen").then((module) => ({
    default: module.BookmarksScreen,
  })),
);

/** For administrators, now and then: it comes when it is asked for. */
const FlagsDialog = lazy(() =>
  import("../features/flags/flags-dialog").then((module) => ({ default: module.FlagsDialog })),
);

/** For who looks for something. */
const SearchScreen = lazy(() =>
  import("../features/search/search-screen").then((module) => ({ default: module.SearchScreen })),
);

/** Read now and then: it comes when it is asked for. */
const MentionsScreen = lazy(() =>
  import("../features/mentions/mentions-screen").then((module) => ({
    default: module.MentionsScreen,
  })),
);

/** Below this width the list of rooms and a room are two screens. */
export const NARROW = "(max-width: 47.99rem)";

/** The frame around every room: the list, the room, and the line about the connection. */
export function Shell({ onSignOut }: { onSignOut: () => Promise<void> }) {
  const [atHome] = useRoute(patterns.home);
  const narrow = useMedia(NARROW);
  const [flags, setFlags] = useState(false);
  const unread = useClient(unreadTotal);
  const title = useClient((state) => state.accountName);
  useEffect(() => {
    if (atHome) document.title = `${unread > 0 ? `(${unread}) ` : ""}${title}`;
  }, [atHome, title, unread]);
  const [, navigate] = useLocation();
  useSlash(() => navigate(paths.search()));
  const showList = !narrow || atHome;
  return (
    <div className={styles.shell} data-testid="chat-interface">
      <a className={styles.skip} href="#main">
        Skip to the messages
      </a>
      {showList ? (
        <Sidebar alone={narrow && atHome} onSignOut={onSignOut} onFlags={() => setFlags(true)} />
      ) : null}
      {narrow && atHome ? null : (
        <main id="main" className={styles.main} tabIndex={-1}>
          <HealthLine />
          <SlowLine />
          <Screens />
        </main>
      )}
      <div className={styles.status}>
        <ConnectionLine />
      </div>
      {flags ? (
        <Suspense fallback={null}>
          <FlagsDialog onClose={() => setFlags(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Screens() {
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
        <SessionsScreen />
      </Route>
      <Route path={patterns.search}>
        <Suspense fallback={<Waiting label="Opening the search" />}>
          <SearchScreen />
        </Suspense>
      </Route>
      <Route path={patterns.mentions}>
        <Suspense fallback={<Waiting label="Opening your mentions" />}>
          <MentionsScreen />
        </Suspense>
      </Route>
      <Route path={patterns.bookmarks}>
        <Suspense fallback={<Waiting label="Reading your bookmarks" />}>
          <BookmarksScreen />
        </Suspense>
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
