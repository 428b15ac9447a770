import { Link } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { moment } from "../../lib/time";
import { useAllOutbox, useLive } from "../../live/live-provider";
import type { OutboxEntry } from "../../live/outbox-storage";
import { useRoomName } from "../../live/use-room-name";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Dialog, DialogActions } from "../../ui/dialog";
import styles from "./unsent.module.css";

/** Every message of mine that was not sent, with what can be done about it. */
export function UnsentDialog({ onClose }: { onClose: () => void }) {
  const failed = useAllOutbox().filter((entry) => entry.state === "failed");
  return (
    <Dialog title={t("Messages that were not sent")} onClose={onClose}>
      {failed.length === 0 ? (
        <p>{t("All of them are sent or discarded.")}</p>
      ) : (
        <ul className={styles.list}>
          {failed.map((entry) => (
            <Unsent key={entry.client_message_id} entry={entry} onLeave={onClose} />
          ))}
        </ul>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t("Close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Unsent({ entry, onLeave }: { entry: OutboxEntry; onLeave: () => void }) {
  const { outbox } = useLive().runtime;
  const room = useRoomName(entry.room_id);
  const id = entry.client_message_id;
  return (
    <li className={styles.unsent}>
      <p className={styles.where}>
        {room === "" ? (
          t("A room you are no longer in")
        ) : (
          <Link href={paths.room(entry.room_id)} onClick={onLeave}>
            <bdi>{room}</bdi>
          </Link>
        )}
        <time>{moment(new Date(entry.created_at).toISOString())}</time>
      </p>
      <p className={styles.body} dir="auto">
        {entry.body}
      </p>
      <p className={styles.reason}>{entry.reason}</p>
      <p className={styles.ways}>
        {room === "" ? null : (
          <button type="button" className={styles.way} onClick={() => outbox.retry(id)}>
            {t("Try again")}
          </button>
        )}
        <CopyButton className={styles.way} text={entry.body} />
        <button type="button" className={styles.way} onClick={() => outbox.discard(id)}>
          {t("Discard")}
        </button>
      </p>
    </li>
  );
}
