import { useRef } from "react";
import { wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { ConfirmDialog } from "../../ui/confirm-dialog";

/** Asks before a message is deleted. */
export function DeleteDialog(props: { roomId: string; messageId: string; onClose: () => void }) {
  const client = useLive();
  const deleted = useRef(false);
  // Its button goes with the words; the message itself stays and can hold the focus.
  const row = () =>
    deleted.current
      ? document.querySelector<HTMLElement>(
          `article[data-message="${CSS.escape(props.messageId)}"]`,
        )
      : null;
  return (
    <ConfirmDialog
      title={t("Delete this message?")}
      action={t("Delete")}
      onConfirm={() =>
        client.deleteMessage(props.roomId, props.messageId).then(
          () => {
            deleted.current = true;
            return null;
          },
          (error) => wordsOf(error),
        )
      }
      cancel={t("Keep it")}
      returnFocus={row}
      onClose={props.onClose}
    >
      <p>{t("Its words go for everybody. This cannot be taken back.")}</p>
    </ConfirmDialog>
  );
}
