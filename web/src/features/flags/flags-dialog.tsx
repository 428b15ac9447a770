import { useCallback, useEffect, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { FeatureInterest, FlagVersion } from "../../api/types";
import { useCall } from "../../api/use-call";
import { exactTime } from "../../lib/time";
import { useClient, useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { FEATURES, FLAGS, type Flag } from "./features";
import styles from "./flags.module.css";

/** Switches, history and interest, for administrators. */
export function FlagsDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const { version, flags } = useClient((state) => state.flags);
  const { run, busy, problem } = useCall();
  // A switch stands where it was put while the server is asked.
  const [wanted, setWanted] = useState<{ flag: string; on: boolean } | null>(null);
  return (
    <Dialog title="Features" onClose={onClose}>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <p className={styles.soft}>
        This version of Campfire has none of these yet: a switch is kept and told to everyone, and
        the feature follows with an update.
      </p>
      <div>
        {FLAGS.map((flag) => (
          <label key={flag} className={styles.line}>
            <span>{FEATURES[flag].name}</span>
            <input
              type="checkbox"
              checked={wanted?.flag === flag ? wanted.on : flags[flag] === true}
              aria-disabled={busy}
              onChange={(event) => {
                const on = event.target.checked;
                if (busy) return;
                setWanted({ flag, on });
                void run(() => client.changeFlag(flag, on)).finally(() => setWanted(null));
              }}
            />
          </label>
        ))}
      </div>
      <History
        version={version}
        busy={busy}
        onRollBack={(to) => run(() => client.rollBackFlags(to))}
      />
      <Interest />
    </Dialog>
  );
}

/** The versions; each change brings a new one, so `version` is why it is read again. */
function History(props: { version: number; busy: boolean; onRollBack: (to: number) => void }) {
  const client = useLive();
  const people = useClient((state) => state.people);
  const [versions, problem] = useRead<FlagVersion>(
    useCallback(() => client.flagHistory(), [client]),
    props.version,
  );
  return (
    <section aria-label="History">
      <h3>History</h3>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {versions.length === 0 ? <p className={styles.soft}>Nothing was changed yet.</p> : null}
      <ul className={styles.list}>
        {versions.map((line) => (
          <li key={line.version} className={styles.line}>
            <div>
              <strong>Version {line.version}</strong>
              {line.rolled_back_to === null ? null : ` (back to ${line.rolled_back_to})`}
              <p className={styles.soft}>
                {onlyOn(line)} · {people[line.changed_by]?.name ?? "Somebody"},{" "}
                <time dateTime={line.changed_at}>{exactTime(line.changed_at)}</time>
              </p>
            </div>
            {line.version === props.version ? (
              <span className={styles.soft}>Now</span>
            ) : (
              <Button
                busy={props.busy}
                aria-label={`Roll back to version ${line.version}`}
                onClick={() => props.onRollBack(line.version)}
              >
                Roll back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What people looked at and asked for. */
function Interest() {
  const client = useLive();
  const [lines, problem] = useRead<FeatureInterest>(useCallback(() => client.feedback(), [client]));
  return (
    <section aria-label="Interest">
      <h3>Interest</h3>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {lines.length === 0 ? (
        <p className={styles.soft}>Nobody has asked for anything yet.</p>
      ) : null}
      <ul className={styles.list}>
        {lines.map(({ feature, action, people, times }) => (
          <li key={`${feature} ${action}`} className={styles.line}>
            <span>{interestIn(feature, action)}</span>
            <span className={styles.soft}>
              {people} {people === 1 ? "person" : "people"}, {times} times
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A list from the server as of a version, with the words of a refusal. */
function useRead<T>(
  read: (version: number) => Promise<T[]>,
  version = 0,
): [readonly T[], string | null] {
  const [held, setHeld] = useState<[readonly T[], string | null]>([[], null]);
  useEffect(() => {
    let mine = true;
    read(version).then(
      (items) => mine && setHeld([items, null]),
      (error) => mine && setHeld([[], wordsOf(error)]),
    );
    return () => {
      mine = false;
    };
  }, [read, version]);
  return held;
}

/** In words when this client knows them; a newer one may have left others. */
function interestIn(feature: string, action: string): string {
  const name = FLAGS.includes(feature as Flag) ? FEATURES[feature as Flag].name : feature;
  if (action === "viewed") return `${name}: looked at`;
  if (action === "roadmap_viewed") return `${name}: looked at what comes next`;
  if (action.startsWith("wanted.")) return `${name}: wants ${action.slice(7).replaceAll("_", " ")}`;
  return `${name}: ${action}`;
}

function onlyOn({ flags }: FlagVersion): string {
  const on = FLAGS.filter((flag) => flags[flag]).map((flag) => FEATURES[flag].name);
  return on.length === 0 ? "All off" : `On: ${on.join(", ")}`;
}
