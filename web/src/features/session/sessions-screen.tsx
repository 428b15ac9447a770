import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Session } from "../../api/types";
import { useCall } from "../../api/use-call";
import { paths } from "../../lib/paths";
import { useLive } from "../../live/live-provider";
import { Button, IconButton } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { SessionLine } from "./session-line";
import styles from "./sessions-screen.module.css";
import { useSessions } from "./use-sessions";

const TITLE = "Where you are signed in";

/** Where I am signed in, and the end of any of it. */
export function SessionsScreen() {
  const client = useLive();
  const [, navigate] = useLocation();
  const { sessions, problem, read } = useSessions();
  const { run, busy, problem: refusal } = useCall();
  const [asking, setAsking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${TITLE} · Campfire`;
    // The menu that led here has folded away with its focus.
    heading.current?.focus();
  }, []);
  const others = (sessions ?? []).filter((session) => !session.current);
  const end = (session: Session) =>
    run(async () => {
      await client.endSession(session.id);
      await read();
      heading.current?.focus();
    });
  const words = refusal?.message ?? problem;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton
            icon="back"
            label="Back to the rooms"
            onClick={() => navigate(paths.home())}
          />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {TITLE}
        </h1>
      </header>
      <div className={styles.body}>
        <p className={styles.lead}>
          Something here is not yours? End it: it is signed out at once, wherever it is.
        </p>
        {words === null ? null : <Notice>{words}</Notice>}
        {sessions === null && problem === null ? <Waiting label="Reading your sessions" /> : null}
        {sessions === null && problem !== null ? <Button onClick={read}>Try again</Button> : null}
        <ul className={styles.list} aria-label="Your sessions">
          {(sessions ?? []).map((session) => (
            <SessionLine key={session.id} session={session} busy={busy} onEnd={end} />
          ))}
        </ul>
        {others.length === 0 ? null : (
          <div>
            <Button look="danger" onClick={() => setAsking(true)}>
              End all others
            </Button>
          </div>
        )}
      </div>
      {asking ? (
        <ConfirmDialog
          title="End all other sessions?"
          action="End all others"
          onConfirm={async () => {
            const done = await run(async () => {
              await client.endOtherSessions();
              await read();
            });
            return done ? null : "That did not work. Please try again.";
          }}
          returnFocus={() => (others.length === 0 ? heading.current : null)}
          onClose={() => setAsking(false)}
        >
          <p>Every other device and program of yours has to sign in again.</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
