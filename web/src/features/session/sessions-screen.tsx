import { useRef, useState } from "react";
import type { Session } from "../../api/types";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { ListPage } from "../../ui/list-page";
import styles from "../../ui/list-page.module.css";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { SessionLine } from "./session-line";
import { useSessions } from "./use-sessions";

/** Where I am signed in, the end of any of it, and the way onto another device. */
export function SessionsScreen({ onTransfer }: { onTransfer: () => void }) {
  const client = useLive();
  const { sessions, problem, read } = useSessions();
  const { run, busy, problem: refusal } = useCall();
  const [asking, setAsking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const others = (sessions ?? []).filter((session) => !session.current);
  const end = (session: Session) =>
    run(async () => {
      await client.endSession(session.id);
      await read();
      heading.current?.focus();
    });
  const words = refusal?.message ?? problem;
  return (
    <ListPage title={t("Where you are signed in")} heading={heading}>
      <p className={styles.soft}>
        {t("Something here is not yours? End it: it is signed out at once, wherever it is.")}
      </p>
      <div>
        <Button onClick={onTransfer}>{t("Sign in on another device")}</Button>
      </div>
      {words === null ? null : <Notice>{words}</Notice>}
      {sessions === null && problem === null ? (
        <Waiting label={t("Reading your sessions")} />
      ) : null}
      {sessions === null && problem !== null ? (
        <Button onClick={read}>{t("Try again")}</Button>
      ) : null}
      <ul className={styles.list} aria-label={t("Your sessions")}>
        {(sessions ?? []).map((session) => (
          <SessionLine key={session.id} session={session} busy={busy} onEnd={end} />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <div>
          <Button look="danger" onClick={() => setAsking(true)}>
            {t("End all others")}
          </Button>
        </div>
      )}
      {asking ? (
        <ConfirmDialog
          title={t("End all other sessions?")}
          action={t("End all others")}
          onConfirm={async () => {
            const done = await run(async () => {
              await client.endOtherSessions();
              await read();
            });
            return done ? null : t("That did not work. Please try again.");
          }}
          returnFocus={() => (others.length === 0 ? heading.current : null)}
          onClose={() => setAsking(false)}
        >
          <p>{t("Every other device and program of yours has to sign in again.")}</p>
        </ConfirmDialog>
      ) : null}
    </ListPage>
  );
}
