import { type FormEvent, lazy, Suspense, useState } from "react";
import { textOf, useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { mayManage, roomName } from "../../live/room-list";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { RoomEnding } from "./room-ending";
import styles from "./room-settings.module.css";

/** Seldom: it comes when it is asked for. */
const ConvertDialog = lazy(() =>
  import("./convert-dialog").then((module) => ({ default: module.ConvertDialog })),
);

/** Name and end of a room; who may not change it sees only what concerns them. */
export function RoomSettings({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const client = useLive();
  const [ending, setEnding] = useState<"leave" | "delete" | null>(null);
  const [converting, setConverting] = useState(false);
  const { run, busy, problem, problemOf } = useCall();
  const view = useClient((state) => {
    const room = state.rooms[roomId];
    if (room === undefined) return null;
    const members = state.members[roomId]?.length ?? 2;
    return {
      kind: room.kind,
      name: roomName(state, room),
      mayRename: mayManage(state, room),
      mayDelete: mayManage(state, room) || room.kind === "direct",
      mayLeave: room.kind === "closed" && members > 1,
    };
  });
  if (converting) {
    return (
      <Suspense fallback={null}>
        <ConvertDialog roomId={roomId} onClose={onClose} />
      </Suspense>
    );
  }
  if (view === null) return null;
  if (ending !== null) {
    return <RoomEnding roomId={roomId} name={view.name} ending={ending} onClose={onClose} />;
  }
  const rename = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = textOf(new FormData(event.currentTarget), "name");
    if (await run(() => client.renameRoom(roomId, name))) onClose();
  };
  return (
    <Dialog title={t("Room settings")} onClose={onClose}>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      {view.mayRename ? (
        <form onSubmit={rename} className="contents">
          <Field
            label={t("Name")}
            name="name"
            defaultValue={view.name}
            required
            maxLength={80}
            problem={problemOf("name")}
          />
          <DialogActions>
            <Button type="submit" look="main" busy={busy}>
              {t("Save the name")}
            </Button>
          </DialogActions>
        </form>
      ) : (
        <p>
          {view.kind === "direct"
            ? t("A ping keeps its people for good.")
            : t("Whoever made this room, or an administrator, can change it.")}
        </p>
      )}
      <div className={styles.more}>
        {view.mayRename ? (
          <Button onClick={() => setConverting(true)}>
            {view.kind === "open" ? t("Make it closed…") : t("Make it open…")}
          </Button>
        ) : null}
        {view.mayLeave ? (
          <Button look="danger" onClick={() => setEnding("leave")}>
            {t("Leave the room")}
          </Button>
        ) : null}
        {view.mayDelete ? (
          <Button look="danger" onClick={() => setEnding("delete")}>
            {view.kind === "direct" ? t("Delete the ping") : t("Delete the room")}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
