import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { wordsOf } from "../../api/problem";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useClient, useLive } from "../../live/live-provider";
import { Avatar } from "../../ui/avatar";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { type Measure, mayHelp, measuresFor } from "./measures";
import { type PeopleCalls, peopleCalls } from "./people-calls";
import styles from "./person-card.module.css";
import { usePerson } from "./use-person";
import { roleWords } from "./words";

/** Who somebody is, a way to talk to them, and what an administrator may decide about them. */
export function PersonCard(props: {
  userId: string;
  onProfile: () => void;
  /** Asks for a link that signs them in. */
  onLink: (person: { id: string; name: string }) => void;
  onClose: () => void;
  calls?: PeopleCalls;
}) {
  const { userId, onClose, calls = peopleCalls } = props;
  const { me, here } = useClient((state) => ({
    me: state.me,
    here: state.online.has(userId) || state.me.id === userId,
  }));
  const { person, problem, take } = usePerson(calls, userId);
  const [asking, setAsking] = useState<Measure | null>(null);
  if (person === undefined) {
    return (
      <Dialog title={t("Person")} onClose={onClose}>
        {problem === null ? <Waiting label={t("Looking for them")} /> : <Notice>{problem}</Notice>}
      </Dialog>
    );
  }
  const { name } = person;
  if (asking !== null) {
    return (
      <ConfirmDialog
        title={asking.title(name)}
        action={asking.name}
        onConfirm={() =>
          asking.run(calls, userId).then(
            (user) => {
              take(user);
              return null;
            },
            (error) => wordsOf(error),
          )
        }
        onClose={() => setAsking(null)}
      >
        <Words lines={asking.words(<bdi>{name}</bdi>)} />
      </ConfirmDialog>
    );
  }
  const measures = measuresFor(person, me);
  return (
    <Dialog title={me.id === userId ? t("{name} (you)", { name }) : name} onClose={onClose}>
      {problem === null ? null : <Notice>{problem}</Notice>}
      <div className={styles.who}>
        <Avatar id={userId} name={name} here={here} />
        <p className={styles.soft}>
          <bdi>@{person.handle}</bdi> · {roleWords(person)}
          {person.standing === "active" ? <> · {here ? t("Here now") : t("Away")}</> : null}
        </p>
      </div>
      {person.bio ? (
        <p className={styles.bio} dir="auto">
          {person.bio}
        </p>
      ) : null}
      {me.id === userId ? (
        <DialogActions>
          <Button onClick={props.onProfile}>{t("Change your profile")}</Button>
        </DialogActions>
      ) : null}
      {me.id !== userId && person.standing === "active" ? (
        <MessageButton userId={userId} onDone={onClose} />
      ) : null}
      {measures.length === 0 ? null : (
        <section className={styles.measures} aria-labelledby="measures">
          <h3 id="measures">{t("As an administrator")}</h3>
          <div className={styles.buttons}>
            {mayHelp(person, me) ? (
              <Button onClick={() => props.onLink({ id: userId, name })}>
                {t("Help them sign in…")}
              </Button>
            ) : null}
            {measures.map((measure) => (
              <Button
                key={measure.name}
                look={measure.isHard ? "danger" : "quiet"}
                onClick={() => setAsking(measure)}
              >
                {measure.name}…
              </Button>
            ))}
          </div>
        </section>
      )}
    </Dialog>
  );
}

function MessageButton({ userId, onDone }: { userId: string; onDone: () => void }) {
  const client = useLive();
  const [, navigate] = useLocation();
  const { run, busy, problem } = useCall();
  const talk = () =>
    run(async () => {
      const room = await client.openDirect([userId]);
      onDone();
      navigate(paths.room(room.id));
    });
  return (
    <>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <DialogActions>
        <Button look="main" busy={busy} onClick={talk}>
          {t("Message")}
        </Button>
      </DialogActions>
    </>
  );
}

function Words({ lines }: { lines: readonly ReactNode[] }) {
  const [only, ...more] = lines;
  if (more.length === 0) return <p>{only}</p>;
  return (
    <ul className={styles.words}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never move
        <li key={place}>{line}</li>
      ))}
    </ul>
  );
}
