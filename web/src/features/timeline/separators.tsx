import type { ReactNode } from "react";
import { t } from "../../lib/i18n";
import { dayLabel } from "../../lib/time";
import styles from "./separators.module.css";

/** The messages of a day; its name stays in sight while any of them is. */
export function DayPart({ children }: { children: ReactNode }) {
  return <div className={styles.part}>{children}</div>;
}

/** Where a new day begins. */
export function DaySeparator({ at }: { at: string }) {
  return <h2 className={styles.day}>{dayLabel(at, new Date())}</h2>;
}

/** Where the unread messages began when the room was opened. */
export function UnreadDivider() {
  return (
    <div className={styles.divider} data-testid="unread-divider">
      <span>{t("New")}</span>
    </div>
  );
}
