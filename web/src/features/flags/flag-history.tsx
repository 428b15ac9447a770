import { useCallback } from "react";
import type { FlagVersion } from "../../api/types";
import { t } from "../../lib/i18n";
import { listOfNames } from "../../lib/text";
import { exactTime, moment } from "../../lib/time";
import { useClient, useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { tx } from "../../ui/tx";
import { FEATURES, FLAGS } from "./features";
import styles from "./flags.module.css";
import { useRead } from "./use-read";

/** The versions; each change brings a new one, so `version` is why it is read again. */
export function FlagHistory(props: {
  version: number;
  busy: boolean;
  onRollBack: (to: number) => void;
}) {
  const client = useLive();
  const [versions, problem] = useRead<FlagVersion>(
    useCallback(() => client.flagHistory(), [client]),
    props.version,
  );
  return (
    <section aria-label={t("History")}>
      <h3>{t("History")}</h3>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {versions?.length === 0 ? (
        <p className={styles.soft}>{t("Nothing was changed yet.")}</p>
      ) : null}
      <ul className={styles.list}>
        {(versions ?? []).map((line) => (
          <li key={line.version} className={styles.line}>
            <Version line={line} />
            {line.version === props.version ? (
              <span className={styles.soft}>{t("Now")}</span>
            ) : (
              <Button
                busy={props.busy}
                aria-label={t("Roll back to version {version}", { version: line.version })}
                onClick={() => props.onRollBack(line.version)}
              >
                {t("Roll back")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Version({ line }: { line: FlagVersion }) {
  const name = useClient((state) => state.people[line.changed_by]?.name) ?? t("Somebody");
  const { version, rolled_back_to, changed_at } = line;
  return (
    <div>
      <strong>
        {rolled_back_to === null
          ? t("Version {version}", { version })
          : t("Version {version} (back to {before})", { version, before: rolled_back_to })}
      </strong>
      <p className={styles.soft}>
        {onlyOn(line)}
        <br />
        {tx("{person}, {time}", {
          person: <bdi key="person">{name}</bdi>,
          time: (
            <time key="time" dateTime={changed_at} title={exactTime(changed_at)}>
              {moment(changed_at)}
            </time>
          ),
        })}
      </p>
    </div>
  );
}

function onlyOn({ flags }: FlagVersion): string {
  const on = FLAGS.filter((flag) => flags[flag]).map((flag) => FEATURES[flag].name);
  return on.length === 0 ? t("All off") : t("On: {features}", { features: listOfNames(on) });
}
