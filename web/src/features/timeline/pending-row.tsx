import { timeOfDay } from "../../lib/time";
import { useConnection, useLive } from "../../live/live-provider";
import type { OutboxEntry } from "../../live/outbox-storage";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import styles from "./message-row.module.css";

/** A message of mine on its way: shown at once, in its plain words until the server has rendered them. */
export function PendingRow(props: {
  entry: OutboxEntry;
  me: { id: string; name: string };
  grouped: boolean;
  onTakeBack: (body: string) => void;
}) {
  const { outbox } = useLive().runtime;
  const { connected } = useConnection();
  const { entry, me } = props;
  const id = entry.client_message_id;
  const time = timeOfDay(new Date(entry.created_at).toISOString());
  const edit = () => {
    outbox.discard(id);
    props.onTakeBack(entry.body);
  };
  return (
    <article
      className={`${styles.row} ${props.grouped ? styles.grouped : ""}`}
      aria-label={`${me.name}, ${time}, ${wordsFor(entry)}`}
      data-pending={entry.state}
    >
      <div className={styles.side}>
        {props.grouped ? null : <Avatar id={me.id} name={me.name} />}
      </div>
      <div className={styles.main}>
        {props.grouped ? null : (
          <p className={styles.head}>
            <span className={styles.author}>{me.name}</span>
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
            <Icon name="clock" /> Kept here, goes out when the connection is back
          </p>
        ) : null}
        {entry.state === "queued" ? (
          <p className={styles.state}>
            <Icon name="clock" /> Saved, waiting to be posted
          </p>
        ) : null}
        {entry.state === "failed" ? (
          <p className={`${styles.state} ${styles.failed}`} role="alert">
            <span>Not sent. {entry.reason}</span>
            <button type="button" className={styles.link} onClick={() => outbox.retry(id)}>
              Try again
            </button>
            <button type="button" className={styles.link} onClick={edit}>
              Edit
            </button>
            <button type="button" className={styles.link} onClick={() => outbox.discard(id)}>
              Discard
            </button>
          </p>
        ) : null}
      </div>
    </article>
  );
}

function wordsFor(entry: OutboxEntry): string {
  switch (entry.state) {
    case "sending":
      return "sending";
    case "queued":
      return "waiting to be posted";
    case "stored":
      return "sent";
    case "failed":
      return "not sent";
  }
}
