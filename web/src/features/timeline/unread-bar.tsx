import { t, tn } from "../../lib/i18n";
import { sinceWords } from "../../lib/time";
import { Icon } from "../../ui/icon";
import { IconButton } from "../../ui/icon-button";
import type { Press } from "./jump-button";
import styles from "./unread-bar.module.css";

/** How much was unread when the room was opened, with the way there and the way out. */
export function UnreadBar(props: {
  count: number;
  since: string;
  /** The first unread message is above the view. */
  passed: boolean;
  onJump: Press;
  onDismiss: Press;
}) {
  const words = tn(props.count, "{n} new since {time}", "{n} new since {time}", {
    time: sinceWords(props.since, new Date()),
  });
  return (
    <section className={styles.bar} aria-label={t("Unread messages")}>
      {props.passed ? (
        <button type="button" className={styles.jump} onClick={props.onJump}>
          <Icon name="up" />
          {words}
          <span className="visually-hidden">{t("Jump to the first unread message")}</span>
        </button>
      ) : (
        <span className={styles.words}>{words}</span>
      )}
      <IconButton icon="close" label={t("Mark as read")} onClick={props.onDismiss} />
    </section>
  );
}
