import { useEffect, useState } from "react";
import { useConnection } from "../../live/live-provider";
import styles from "./connection-line.module.css";

/** A cut shorter than this is nobody's business, in ms. */
export const RECONNECTING_AFTER_MS = 2_000;
/** From here on we say that we are offline, in ms. */
export const OFFLINE_AFTER_MS = 10_000;

type Words = "Connected" | "Reconnecting…" | "Offline";

/** The words for a connection that stands, or has been cut for so long. */
export function wordsFor(connected: boolean, cutForMs: number): Words {
  if (connected || cutForMs < RECONNECTING_AFTER_MS) return "Connected";
  return cutForMs < OFFLINE_AFTER_MS ? "Reconnecting…" : "Offline";
}

/** Tells whether what one sees is what there is. */
export function ConnectionLine() {
  const { connected, since } = useConnection();
  const [words, setWords] = useState<Words>("Connected");
  useEffect(() => {
    const look = () => setWords(wordsFor(connected, Date.now() - since));
    look();
    if (connected) return;
    const gone = Date.now() - since;
    const timers = [RECONNECTING_AFTER_MS, OFFLINE_AFTER_MS]
      .filter((ms) => ms > gone)
      .map((ms) => setTimeout(look, ms - gone + 1));
    return () => timers.forEach(clearTimeout);
  }, [connected, since]);
  const look = words === "Connected" ? "good" : words === "Offline" ? "bad" : "unsure";
  return (
    <div role="status" className={`${styles.line} ${styles[look]}`}>
      <span className={styles.dot} aria-hidden="true" />
      {words}
    </div>
  );
}
