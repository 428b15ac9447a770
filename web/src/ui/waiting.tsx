import { useEffect, useState } from "react";
import styles from "./waiting.module.css";

/** Nothing is shown for this long, so that a quick answer does not flash. */
const QUIET_MS = 200;

/** Says that something is loading, once it takes long enough to matter. */
export function Waiting({ label }: { label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(id);
  }, []);
  return (
    <div className={styles.waiting} role="progressbar" aria-label={label}>
      {shown ? <span className={styles.ember} /> : null}
    </div>
  );
}
