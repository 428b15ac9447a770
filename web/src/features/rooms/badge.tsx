import { t, tn } from "../../lib/i18n";
import styles from "./room-link.module.css";

/** How much is unread behind a link, to see and to hear; those that mention me count first. */
export function Badge({ unread, mentions }: { unread: number; mentions: number }) {
  if (unread === 0 && mentions === 0) return null;
  return (
    <>
      <span
        className={mentions > 0 ? styles.mentions : styles.count}
        aria-hidden="true"
        data-testid="unread-count"
      >
        {mentions > 0 ? `@${short(mentions)}` : short(unread)}
      </span>
      <span className="visually-hidden">
        {tn(unread, ", {n} unread", ", {n} unread")}
        {mentions > 0 ? tn(mentions, ", {n} mentioning you", ", {n} mentioning you") : ""}
      </span>
    </>
  );
}

function short(count: number): string {
  return count > 99 ? t("99+") : String(count);
}
