import type { Session } from "../../api/types";
import { deviceName } from "../../lib/device";
import { dayLabel, exactTime, timeOfDay } from "../../lib/time";
import { Button } from "../../ui/button";
import styles from "./sessions-screen.module.css";

/** One place where I am signed in. */
export function SessionLine(props: {
  session: Session;
  busy: boolean;
  onEnd: (session: Session) => void;
}) {
  const { session } = props;
  const name = deviceName(session.device);
  return (
    <li className={styles.line} title={session.device}>
      <div className={styles.what}>
        <p className={styles.name}>
          {name}
          {session.kind === "token" ? " (access token)" : ""}
        </p>
        <p className={styles.when}>
          {session.current ? (
            <strong className={styles.here}>This device</strong>
          ) : (
            <>
              Last used{" "}
              <time dateTime={session.last_seen_at} title={exactTime(session.last_seen_at)}>
                {moment(session.last_seen_at)}
              </time>
            </>
          )}
          <span> · Signed in </span>
          <time dateTime={session.started_at} title={exactTime(session.started_at)}>
            {moment(session.started_at)}
          </time>
        </p>
      </div>
      {session.current ? null : (
        <Button
          disabled={props.busy}
          aria-label={`End the session of ${name}`}
          onClick={() => props.onEnd(session)}
        >
          End
        </Button>
      )}
    </li>
  );
}

function moment(iso: string): string {
  return `${dayLabel(iso, new Date())}, ${timeOfDay(iso)}`;
}
