import { useEffect, useState } from "react";
import { t } from "../../lib/i18n";
import { useConnection } from "../../live/live-provider";
import styles from "./connection-line.module.css";

/** A cut shorter than this is nobody's business, in ms. */
export const RECONNECTING_AFTER_MS = 2_000;
/** From here on we say that we are offline, in ms. */
export const OFFLINE_AFTER_MS = 10_000;

/** How the connection is to be called. */
export type Standing = "connected" | "reconnecting" | "offline";

/** The name of a connection that stands, or has been cut for so long. */
export function standingOf(connected: boolean, cutForMs: number): Standing {
  if (connected || cutForMs < RECONNECTING_AFTER_MS) return "connected";
  return cutForMs < OFFLINE_AFTER_MS ? "reconnecting" : "offline";
}

/** Tells whether what one sees is what there is. */
export function ConnectionLine() {
  const { connected, since } = useConnection();
  const [standing, setStanding] = useState<Standing>("connected");
  useEffect(() => {
    const look = () => setStanding(standingOf(connected, Date.now() - since));
    look();
    if (connected) return;
    const gone = Date.now() - since;
    const timers = [RECONNECTING_AFTER_MS, OFFLINE_AFTER_MS]
      .filter((ms) => ms > gone)
      .map((ms) => setTimeout(look, ms - gone + 1));
    return () => timers.forEach(clearTimeout);
  }, [connected, since]);
  return (
    <div role="status" className={`${styles.line} ${styles[standing]}`}>
      <span className={styles.dot} aria-hidden="true" />
      {wordsFor(standing)}
    </div>
  );
}

function wordsFor(standing: Standing): string {
  switch (standing) {
    case "connected":
      return t("Connected");
    case "reconnecting":
      return t("Reconnecting…");
    case "offline":
      return t("Offline. Your messages will be sent when you are back.");
  }
}
