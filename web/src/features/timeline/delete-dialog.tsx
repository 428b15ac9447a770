import { wordsOf } from "../../api/problem";
import { useLive } from "../../live/live-provider";
import { ConfirmDialog } from "../../ui/confirm-dialog";

/** Asks before a message is deleted. */
export function DeleteDialog(props: { roomId: string; messageId: string; onClose: () => void }) {
  const client = useLive();
  return (
    <ConfirmDialog
      title="Delete this message?"
      action="Delete"
      onConfirm={() =>
        client.deleteMessage(props.roomId, props.messageId).then(
          () => null,
          (error) => wordsOf(error),
        )
      }
      onClose={props.onClose}
    >
      <p>Its words go for everybody. This cannot be taken back.</p>
    </ConfirmDialog>
  );
}
