import { useLocation } from "wouter";
import { wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useLive } from "../../live/live-provider";
import { ConfirmDialog } from "../../ui/confirm-dialog";

/** Asks before a room is left or deleted. */
export function RoomEnding(props: {
  roomId: string;
  name: string;
  ending: "leave" | "delete";
  onClose: () => void;
}) {
  const client = useLive();
  const [, navigate] = useLocation();
  const { name } = props;
  const leaving = props.ending === "leave";
  const end = async () => {
    try {
      if (leaving) await client.leaveRoom(props.roomId);
      else await client.deleteRoom(props.roomId);
      navigate(paths.home());
      return null;
    } catch (error) {
      return wordsOf(error);
    }
  };
  return (
    <ConfirmDialog
      title={leaving ? t("Leave {name}?", { name }) : t("Delete {name}?", { name })}
      action={leaving ? t("Leave") : t("Delete for everybody")}
      cancel={leaving ? t("Stay") : t("Keep it")}
      onConfirm={end}
      onClose={props.onClose}
    >
      <p>
        {leaving
          ? t("Somebody in the room can add you again.")
          : t("All its messages go, for everybody. This cannot be taken back.")}
      </p>
    </ConfirmDialog>
  );
}
