import { useState } from "react";
import { useRoute } from "wouter";
import { t, tn } from "../../lib/i18n";
import { patterns } from "../../lib/paths";
import { useAllOutbox } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { lazily } from "../../ui/lazily";
import { Notice } from "../../ui/notice";
import styles from "./unsent.module.css";

const UnsentDialog = lazily(() => import("./unsent-dialog").then((module) => module.UnsentDialog));

/** Says that messages to other rooms were not sent; those to this one say it themselves. */
export function UnsentLine() {
  const [open, setOpen] = useState(false);
  const [, inRoom] = useRoute(patterns.room);
  const [, atMessage] = useRoute(patterns.message);
  const here = (inRoom ?? atMessage)?.roomId;
  const elsewhere = useAllOutbox().filter(
    (entry) => entry.state === "failed" && entry.room_id !== here,
  );
  return (
    <>
      {elsewhere.length === 0 ? null : (
        <Notice kind="info">
          <span className={styles.line}>
            {tn(
              elsewhere.length,
              "{n} message to another room was not sent. It is kept here.",
              "{n} messages to other rooms were not sent. They are kept here.",
            )}
            <Button onClick={() => setOpen(true)}>{t("Show")}</Button>
          </span>
        </Notice>
      )}
      {open ? <UnsentDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
