import type { ReactNode } from "react";
import styles from "./notice.module.css";

/** Words that need attention: an error is announced at once. */
export function Notice({
  children,
  kind = "error",
}: {
  children: ReactNode;
  kind?: "error" | "info";
}) {
  return (
    <div role={kind === "error" ? "alert" : "note"} className={`${styles.notice} ${styles[kind]}`}>
      {children}
    </div>
  );
}
