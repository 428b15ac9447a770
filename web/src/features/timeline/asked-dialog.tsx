import { BoostDialog } from "./boost-dialog";
import { DeleteDialog } from "./delete-dialog";
import { LinkDialog } from "./link-dialog";
import type { Asked } from "./use-message-actions";

/** The dialog that an action on a message opened. */
export function AskedDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { room_id: roomId, id: messageId } = asked.message;
  switch (asked.about) {
    case "boost":
      return <BoostDialog roomId={roomId} messageId={messageId} onClose={onClose} />;
    case "delete":
      return <DeleteDialog roomId={roomId} messageId={messageId} onClose={onClose} />;
    case "link":
      return <LinkDialog message={asked.message} onClose={onClose} />;
  }
}
