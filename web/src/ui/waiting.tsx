import { useEffect, useState } from "react";
import styles from "./waiting.module.css";

/** Nothing is shown for this long, so that a quick answer does not flash. */
const QUIET_MS = 200;

/** What will stand here: anything, messages, or lines of a list; the skeleton has its form. */
export type Shape = "ember" | "talk" | "list";

const BONES = [1, 2, 3, 4, 5] as const;

/** Says that something is loading, once it takes long enough to matter. */
export function Waiting({ label, shape = "ember" }: { label: string; shape?: Shape }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const id = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(id);
  }, []);
  // What is not seen yet has its place already: nothing moves when it comes.
  const look = `${styles.waiting} ${styles[shape]} ${shown ? "" : styles.quiet}`;
  return (
    <div className={look} role="progressbar" aria-label={label}>
      {shape === "ember" ? <span className={styles.spark} /> : null}
      {shape === "ember" ? null : BONES.map((n) => <i key={n} className={styles.bone} />)}
    </div>
  );
}
