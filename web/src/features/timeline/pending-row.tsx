import { t } from "../../lib/i18n";
import { timeOfDay } from "../../lib/time";
import { useConnection, useLive } from "../../live/live-provider";
import type { OutboxEntry } from "../../live/outbox-storage";
import { Avatar } from "../../ui/avatar";
import { CopyButton } from "../../ui/copy-button";
import { Icon } from "../../ui/icon";
import styles from "./message-row.module.css";

/**
 * A message of mine on its way: shown at once, in its plain words until the server has rendered
 * them. It says nothing aloud by itself: what becomes of it is told once, by `SendingNews`.
 */
export function PendingRow(props: {
  entry: OutboxEntry;
  me: { id: string; name: string };
  grouped: boolean;
  onTakeBack: (body: string) => void;
}) {
  const { connected } = useConnection();
  const { entry, me } = props;
  const time = timeOfDay(new Date(entry.created_at).toISOString());
  const state = wordsFor(entry);
  return (
    <article
      className={`${styles.row} ${props.grouped ? styles.grouped : ""}`}
      aria-label={t("{name}, {time}, {state}", { name: me.name, time, state })}
      aria-live="off"
      data-pending={entry.state}
      data-sent={entry.client_message_id}
    >
      <div className={styles.side}>
        {props.grouped ? null : <Avatar id={me.id} name={me.name} />}
      </div>
      <div className={styles.main}>
        {props.grouped ? null : (
          <p className={styles.head}>
            <bdi className={styles.author}>{me.name}</bdi>
            <time>{time}</time>
          </p>
        )}
        <p
          className={`${styles.plain} ${entry.state === "sending" ? styles.faint : ""}`}
          dir="auto"
        >
          {entry.body}
        </p>
        {entry.state === "sending" && !connected ? (
          <p className={styles.state}>
            <Icon name="clock" /> {t("Kept here, goes out when the connection is back")}
          </p>
        ) : null}
        {entry.state === "queued" ? (
          <p className={styles.state}>
            <Icon name="clock" /> {t("Saved, waiting to be posted")}
          </p>
        ) : null}
        {entry.state === "failed" ? <Failed entry={entry} onTakeBack={props.onTakeBack} /> : null}
      </div>
    </article>
  );
}

/** Why it was not sent, and the ways on: again, changed, elsewhere, or not at all. */
function Failed(props: { entry: OutboxEntry; onTakeBack: (body: string) => void }) {
  const { outbox } = useLive().runtime;
  const { client_message_id: id, body, reason } = props.entry;
  const edit = () => {
    outbox.discard(id);
    props.onTakeBack(body);
  };
  return (
    <p className={`${styles.state} ${styles.failed}`}>
      <span>{t("Not sent. {reason}", { reason: reason ?? "" })}</span>
      <button type="button" className={styles.link} onClick={() => outbox.retry(id)}>
        {t("Try again")}
      </button>
      <button type="button" className={styles.link} onClick={edit}>
        {t("Edit")}
      </button>
      <CopyButton className={styles.link} text={body} />
      <button type="button" className={styles.link} onClick={() => outbox.discard(id)}>
        {t("Discard")}
      </button>
    </p>
  );
}

function wordsFor(entry: OutboxEntry): string {
  switch (entry.state) {
    case "sending":
      return t("sending");
    case "queued":
      return t("waiting to be posted");
    case "stored":
      return t("sent");
    case "failed":
      return t("not sent");
  }
}
