import { type FormEvent, useState } from "react";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { useFindPeople } from "../../live/use-find-people";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { type Choice, Picker } from "../../ui/picker";

/** Lets people into a closed room. */
export function AddPeopleDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const client = useLive();
  const members = useClient((state) => state.members[roomId] ?? []);
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const find = useFindPeople(members);
  const { run, busy, problem } = useCall();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const ids = people.map((person) => person.id);
    if (await run(() => client.addMembers(roomId, ids))) onClose();
  };
  return (
    <Dialog title={t("Add people")} onClose={onClose}>
      <form onSubmit={submit} className="contents">
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        <Picker label={t("People")} chosen={people} onChange={setPeople} find={find} />
        <DialogActions>
          <Button onClick={onClose}>{t("Cancel")}</Button>
          <Button type="submit" look="main" busy={busy} disabled={people.length === 0}>
            {t("Add")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
