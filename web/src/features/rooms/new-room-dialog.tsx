import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { textOf, useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useLive } from "../../live/live-provider";
import { useFindPeople } from "../../live/use-find-people";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { type Choice, Picker } from "../../ui/picker";
import { RadioCards } from "../../ui/radio-cards";

const kinds = () =>
  [
    {
      value: "open",
      name: t("Open"),
      note: t("For everybody, and for those who come later."),
    },
    { value: "closed", name: t("Closed"), note: t("Only for the people you choose.") },
  ] as const;

/** Makes a room, open or closed, and goes there. */
export function NewRoomDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const [, navigate] = useLocation();
  const [kind, setKind] = useState<"open" | "closed">("open");
  const [people, setPeople] = useState<readonly Choice[]>([]);
  const find = useFindPeople();
  const { run, busy, problem, problemOf } = useCall();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = textOf(new FormData(event.currentTarget), "name");
    await run(async () => {
      const member_ids = people.map((person) => person.id);
      const room = await client.createRoom({
        kind,
        name,
        ...(kind === "closed" && { member_ids }),
      });
      onClose();
      navigate(paths.room(room.id));
    });
  };
  return (
    <Dialog title={t("New room")} onClose={onClose}>
      <form onSubmit={submit} className="contents">
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        <Field label={t("Name")} name="name" required maxLength={80} problem={problemOf("name")} />
        <RadioCards label={t("Who is it for?")} value={kind} onChange={setKind} cards={kinds()} />
        {kind === "closed" ? (
          <Picker label={t("People")} chosen={people} onChange={setPeople} find={find} />
        ) : null}
        <DialogActions>
          <Button onClick={onClose}>{t("Cancel")}</Button>
          <Button type="submit" look="main" busy={busy}>
            {t("Make the room")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
