import { useLocation } from "wouter";
import { wordsOf } from "../../api/problem";
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
      title={leaving ? `Leave ${props.name}?` : `Delete ${props.name}?`}
      action={leaving ? "Leave" : "Delete for everybody"}
      cancel={leaving ? "Stay" : "Keep it"}
      onConfirm={end}
      onClose={props.onClose}
    >
      <p>
        {leaving
          ? "Somebody in the room can add you again."
          : "All its messages go, for everybody. This cannot be taken back."}
      </p>
    </ConfirmDialog>
  );
}
