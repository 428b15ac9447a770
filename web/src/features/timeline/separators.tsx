import { dayLabel } from "../../lib/time";
import styles from "./separators.module.css";

/** Where a new day begins. */
export function DaySeparator({ at }: { at: string }) {
  return (
    <div className={styles.day}>
      <h2>{dayLabel(at, new Date())}</h2>
    </div>
  );
}

/** Where the unread messages began when the room was opened. */
export function UnreadDivider() {
  return (
    <div className={styles.divider} data-testid="unread-divider">
      <span>New</span>
    </div>
  );
}
