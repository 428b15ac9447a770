import { useCallback, useEffect, useRef, useState } from "react";
import { onSessionEnded } from "../api/client";
import type { Me } from "../api/types";
import type { LiveClient } from "../live/live-client";
import { LiveProvider } from "../live/live-provider";
import type { ClosedReason } from "../live/socket";
import { Button } from "../ui/button";
import { Waiting } from "../ui/waiting";
import { browserClient } from "./browser-client";
import styles from "./screens.module.css";
import { Shell } from "./shell";

/** How long a sign-out waits for the server to close our socket, in ms; it promises 1 s. */
const GOODBYE_MS = 1_500;

const ENDED_NOTE = "Your session has ended. Please sign in again; what you wrote is kept.";

/** Everything behind the sign-in: one live client for as long as this person is here. */
export function Chat({ me, onEnded }: { me: Me; onEnded: (note: string | null) => void }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  const [closed, setClosed] = useState<ClosedReason | null>(null);
  const [leaving, setLeaving] = useState(false);
  const wished = useRef(false);

  useEffect(() => {
    const live = browserClient(me);
    const stopWatching = live.runtime.connection.subscribe((now) => setClosed(now.closed));
    const stopListening = onSessionEnded(() => live.runtime.machine.stop("session_ended"));
    setClient(live);
    return () => {
      stopWatching();
      stopListening();
      live.runtime.stop();
    };
  }, [me]);

  useEffect(() => {
    if (leaving && closed !== null) return onEnded(null);
    if (leaving) {
      const id = setTimeout(() => onEnded(null), GOODBYE_MS);
      return () => clearTimeout(id);
    }
    if (closed === "session_ended" || closed === "forbidden") {
      onEnded(wished.current ? null : ENDED_NOTE);
    }
  }, [closed, leaving, onEnded]);

  const signOut = useCallback(async () => {
    // The server may close our socket before it answers.
    wished.current = true;
    try {
      await client?.signOut();
      setLeaving(true);
    } catch (error) {
      wished.current = false;
      throw error;
    }
  }, [client]);

  if (client === null || leaving) return <Waiting label="One moment" />;
  if (closed === "outdated") {
    return (
      <main className={styles.middle}>
        <h1>There is a newer Campfire</h1>
        <p role="alert">Load the page again to go on. What you wrote is kept on this device.</p>
        <Button look="main" onClick={() => location.reload()}>
          Load the page again
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
