import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useLive } from "../../live/live-provider";
import { useFindPeople } from "../../live/use-find-people";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { type Choice, Picker } from "../../ui/picker";

/** A direct room has at most ten people, me among them. */
const OTHERS_MAX = 9;

/** Opens the direct room with some people: the one there is, or a new one. */
export function NewDirectDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const [, navigate] = useLocation();
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const find = useFindPeople();
  const { run, busy, problem } = useCall();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run(async () => {
      const room = await client.openDirect(people.map((person) => person.id));
      onClose();
      navigate(paths.room(room.id));
    });
  };
  return (
    <Dialog title={t("New ping")} onClose={onClose}>
      <form onSubmit={submit} className="contents">
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        <Picker
          label={t("Who do you want to talk to?")}
          chosen={people}
          onChange={setPeople}
          find={find}
          max={OTHERS_MAX}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("Cancel")}</Button>
          <Button type="submit" look="main" busy={busy} disabled={people.length === 0}>
            {t("Start")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
