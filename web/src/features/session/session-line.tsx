import type { Session } from "../../api/types";
import { deviceName } from "../../lib/device";
import { exactTime, moment } from "../../lib/time";
import { Button } from "../../ui/button";
import list from "../../ui/list-page.module.css";
import styles from "./session-line.module.css";

/** One place where I am signed in. */
export function SessionLine(props: {
  session: Session;
  busy: boolean;
  onEnd: (session: Session) => void;
}) {
  const { session } = props;
  const name = deviceName(session.device);
  return (
    <li className={`${list.card} ${list.row}`} title={session.device}>
      <div className={list.main}>
        <p className={list.name}>
          {name}
          {session.kind === "token" ? " (access token)" : ""}
        </p>
        <p className={list.soft}>
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
          {session.address === null ? null : <span dir="ltr"> · From {session.address}</span>}
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
