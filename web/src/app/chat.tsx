import { useCallback, useEffect, useRef, useState } from "react";
import { onSessionEnded } from "../api/client";
import type { Me } from "../api/types";
import { t } from "../lib/i18n";
import type { LiveClient } from "../live/live-client";
import { LiveProvider } from "../live/live-provider";
import type { ClosedReason } from "../live/socket";
import type { ClientState } from "../live/state";
import { Button } from "../ui/button";
import { Waiting } from "../ui/waiting";
import { browserClient } from "./browser-client";
import { keptOnDevice } from "./kept";
import styles from "./screens.module.css";
import { Shell } from "./shell";
import { useBackground } from "./use-background";

/** How long a sign-out waits for the server to close our socket, in ms; it promises 1 s. */
const GOODBYE_MS = 1_500;

/** Everything behind the sign-in: one live client for as long as this person is here. */
export function Chat(props: {
  me: Me;
  /** What this device has kept, when the server could not say who is there. */
  kept: ClientState | null;
  onEnded: (note: string | null) => void;
}) {
  const { me, kept, onEnded } = props;
  const [client, setClient] = useState<LiveClient | null>(null);
  const [closed, setClosed] = useState<ClosedReason | null>(null);
  const [leaving, setLeaving] = useState(false);
  const wished = useRef(false);
  useBackground(client);

  useEffect(() => {
    const live = browserClient(me, kept);
    const stopWatching = live.runtime.connection.subscribe((now) => setClosed(now.closed));
    const stopListening = onSessionEnded(() => live.runtime.machine.stop("session_ended"));
    setClient(live);
    return () => {
      stopWatching();
      stopListening();
      live.runtime.stop();
    };
  }, [me, kept]);

  useEffect(() => {
    if (leaving && closed !== null) return onEnded(null);
    if (leaving) {
      const id = setTimeout(() => onEnded(null), GOODBYE_MS);
      return () => clearTimeout(id);
    }
    if (closed === "session_ended" || closed === "forbidden") {
      onEnded(
        wished.current
          ? null
          : t("Your session has ended. Please sign in again; what you wrote is kept."),
      );
    }
  }, [closed, leaving, onEnded]);

  const signOut = useCallback(async () => {
    // The server may close our socket before it answers.
    wished.current = true;
    try {
      await client?.signOut();
      await (await keptOnDevice())?.forget();
      setLeaving(true);
    } catch (error) {
      wished.current = false;
      throw error;
    }
  }, [client]);

  if (client === null || leaving) return <Waiting label={t("One moment")} />;
  if (closed === "outdated") {
    return (
      <main className={styles.middle}>
        <h1>{t("There is a newer Campfire")}</h1>
        <p role="alert">
          {t("Load the page again to go on. What you wrote is kept on this device.")}
        </p>
        <Button look="main" onClick={() => location.reload()}>
          {t("Load the page again")}
        </Button>
      </main>
    );
  }
  return (
    <LiveProvider client={client}>
      <Shell onSignOut={signOut} />
    </LiveProvider>
  );
}
