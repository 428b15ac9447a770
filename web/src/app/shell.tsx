import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";
import { ConnectionLine } from "../features/presence/connection-line";
import { Sidebar } from "../features/rooms/sidebar";
import { takeAsked } from "../lib/asked";
import { t } from "../lib/i18n";
import { lastRoom } from "../lib/last-room";
import { paths, patterns } from "../lib/paths";
import { countInTitle, titleWindow } from "../lib/window-title";
import { useClient } from "../live/live-provider";
import { sidebarOrder, unreadTotal } from "../live/room-list";
import { lazily } from "../ui/lazily";
import { PersonDoor } from "../ui/person-door";
import { useMedia } from "../ui/use-media";
import { Waiting } from "../ui/waiting";
import { ErrorBoundary } from "./error-boundary";
import { Over } from "./lazy-over";
import { NotFound } from "./not-found";
import type { Window } from "./over";
import { RoomScreen } from "./room-screen";
import middle from "./screens.module.css";
import styles from "./shell.module.css";
import { useOwnStyle } from "./use-own-style";

const BrokenDialog = lazily(() => import("./broken-dialog").then((module) => module.BrokenDialog));
const DeviceLines = lazily(() => import("./device-lines").then((module) => module.DeviceLines));
/** Nobody misses keys that did not come: everything is reached without them. */
const Keys = lazily(() => import("../features/shortcuts/keys").then((module) => module.Keys));
const OtherScreens = lazily(() => import("./other-screens").then((module) => module.OtherScreens));

const SendingNews = lazily(() =>
  import("../features/presence/sending-news").then((module) => module.SendingNews),
);
const TroubleLines = lazily(() =>
  import("../features/presence/trouble-lines").then((module) => module.TroubleLines),
);

/** Below this width the list of rooms and a room are two screens. */
export const NARROW = "(max-width: 47.99rem)";

/** The frame around every room: the list, the room, and the line about the connection. */
export function Shell({ onSignOut }: { onSignOut: () => Promise<void> }) {
  const [atHome] = useRoute(patterns.home);
  const narrow = useMedia(NARROW);
  const [window, setWindow] = useState<Window | null>(takeAsked);
  const openPerson = useCallback((person: string) => setWindow({ person }), []);
  const unread = useClient(unreadTotal);
  const title = useClient((state) => state.accountName);
  useEffect(() => {
    if (atHome) titleWindow(title);
  }, [atHome, title]);
  useEffect(() => countInTitle(unread), [unread]);
  useEffect(() => () => countInTitle(0), []);
  const [place] = useLocation();
  useOwnStyle();
  const close = () => setWindow(null);
  const showList = !narrow || atHome;
  return (
    <PersonDoor value={openPerson}>
      <div className={styles.shell} data-testid="chat-interface">
        <a className={styles.skip} href="#main">
          {t("Skip to the content")}
        </a>
        {showList ? (
          <Sidebar alone={narrow && atHome} onSignOut={onSignOut} onOpen={setWindow} />
        ) : null}
        {narrow && atHome ? null : (
          <main id="main" className={styles.main} tabIndex={-1}>
            <TroubleLines />
            <ErrorBoundary place={place} frame={inMiddle}>
              <Screens onLink={() => setWindow({ link: null })} />
            </ErrorBoundary>
          </main>
        )}
        <div className={styles.status}>
          <DeviceLines />
          <ConnectionLine />
          <SendingNews />
        </div>
        {window === null ? null : (
          <ErrorBoundary frame={(words) => <BrokenDialog words={words} onClose={close} />}>
            <Over window={window} onOpen={setWindow} />
          </ErrorBoundary>
        )}
        <Keys onOpen={setWindow} />
      </div>
    </PersonDoor>
  );
}

/** A screen that broke says so in its place; the list of rooms stays. */
function inMiddle(words: ReactNode) {
  return <div className={middle.middle}>{words}</div>;
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
      <Route path={patterns.room}>{({ roomId }) => <Room id={roomId} messageId={null} />}</Route>
      <Route path={patterns.message}>
        {({ roomId, place }) =>
          place.startsWith("@") ? <Room id={roomId} messageId={place.slice(1)} /> : <NotFound />
        }
      </Route>
      <Route>
        <OtherScreens onLink={onLink} />
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
    const loaded = state.loaded || state.keptAt !== null;
    return { loaded, target: last !== null && ids.includes(last) ? last : ids[0] };
  });
  if (!loaded) return <Waiting label={t("Reading your rooms")} shape="talk" />;
  if (target === undefined) return <NotFound what="rooms" />;
  return <Redirect to={paths.room(target)} replace />;
}

function Room({ id, messageId }: { id: string; messageId: string | null }) {
  const { loaded, there } = useClient((state) => ({
    loaded: state.loaded || state.keptAt !== null,
    there: state.rooms[id] !== undefined,
  }));
  if (there) return <RoomScreen key={id} roomId={id} messageId={messageId} />;
  return loaded ? <NotFound what="room" /> : <Waiting label={t("Opening the room")} shape="talk" />;
}
