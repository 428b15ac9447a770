import { type FormEvent, useState } from "react";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { useFindPeople } from "../../live/use-find-people";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { type Choice, Picker } from "../../ui/picker";

/** Makes an open room closed, with the people who stay, or a closed one open for everybody. */
export function ConvertDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const client = useLive();
  // What it was when the dialog opened: the event of our own change comes before the answer.
  const [closes] = useState(client.runtime.store.getState().rooms[roomId]?.kind === "open");
  const name = useClient((state) => state.rooms[roomId]?.name ?? "");
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const find = useFindPeople();
  const { run, busy, problem } = useCall();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const ids = people.map((person) => person.id);
    if (await run(() => client.convertRoom(roomId, closes ? "closed" : "open", ids))) onClose();
  };
  return (
    <Dialog
      title={closes ? t("Make {name} closed?", { name }) : t("Make {name} open?", { name })}
      onClose={onClose}
    >
      <form onSubmit={submit} className="contents">
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        {closes ? (
          <>
            <p>{t("Only you, who made it, and the people you choose keep this room.")}</p>
            <Picker label={t("Who stays?")} chosen={people} onChange={setPeople} find={find} />
          </>
        ) : (
          <p>{t("Everybody can read all its messages, and those who come later too.")}</p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t("Cancel")}</Button>
          <Button type="submit" look="main" busy={busy}>
            {closes ? t("Make it closed") : t("Make it open")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
