import type { Message } from "../../api/types";
import { t } from "../../lib/i18n";
import { linkToMessage } from "../../lib/paths";
import { CopyLine } from "../../ui/copy-line";
import { Dialog } from "../../ui/dialog";

/** The address of a message to take away by hand. */
export function LinkDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  return (
    <Dialog title={t("Link to the message")} onClose={onClose}>
      <CopyLine label={t("Link")} value={linkToMessage(message.room_id, message.id)} />
    </Dialog>
  );
}
