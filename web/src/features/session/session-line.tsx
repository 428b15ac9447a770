import type { Session } from "../../api/types";
import { deviceName } from "../../lib/device";
import { t } from "../../lib/i18n";
import { exactTime, moment } from "../../lib/time";
import { Button } from "../../ui/button";
import list from "../../ui/list-page.module.css";
import { tx } from "../../ui/tx";
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
          {session.kind === "token" ? t("{name} (access token)", { name }) : name}
        </p>
        <p className={list.soft}>
          {session.current ? (
            <strong className={styles.here}>{t("This device")}</strong>
          ) : (
            tx("Last used {time}", { time: <When at={session.last_seen_at} /> })
          )}
          {" · "}
          {tx("Signed in {time}", { time: <When at={session.started_at} /> })}
          {session.address === null ? null : (
            <> · {tx("From {address}", { address: <bdi>{session.address}</bdi> })}</>
          )}
        </p>
      </div>
      {session.current ? null : (
        <Button
          disabled={props.busy}
          aria-label={t("End session: {name}", { name })}
          onClick={() => props.onEnd(session)}
        >
          {t("End session")}
        </Button>
      )}
    </li>
  );
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactTime(at)}>
      {moment(at)}
    </time>
  );
}
