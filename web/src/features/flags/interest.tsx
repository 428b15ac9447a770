import { useCallback } from "react";
import type { FeatureInterest } from "../../api/types";
import { t, tn } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { Notice } from "../../ui/notice";
import { FEATURES, FLAGS, type Flag } from "./features";
import styles from "./flags.module.css";
import { PHASES } from "./phases";
import { useRead } from "./use-read";

/** What people looked at and asked for. */
export function Interest() {
  const client = useLive();
  const [lines, problem] = useRead<FeatureInterest>(useCallback(() => client.feedback(), [client]));
  return (
    <section aria-label={t("Interest")}>
      <h3>{t("Interest")}</h3>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {lines?.length === 0 ? (
        <p className={styles.soft}>{t("Nobody has asked for anything yet.")}</p>
      ) : null}
      <ul className={styles.list}>
        {(lines ?? []).map(({ feature, action, people, times }) => (
          <li key={`${feature} ${action}`} className={styles.line}>
            <span>{interestIn(feature, action)}</span>
            <span className={styles.soft}>
              {tn(people, "{n} person, {times}", "{n} people, {times}", {
                times: tn(times, "{n} time", "{n} times"),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In words when this client knows them; a newer one may have left others. */
function interestIn(feature: string, action: string): string {
  const name = FLAGS.includes(feature as Flag) ? FEATURES[feature as Flag].name : feature;
  if (action === "viewed") return t("{feature}: looked at", { feature: name });
  if (action === "roadmap_viewed")
    return t("{feature}: looked at what comes next", { feature: name });
  const phase = PHASES.find(({ word }) => action === `wanted.${word}`);
  if (phase !== undefined)
    return t("{feature}: wants {phase}", { feature: name, phase: phase.name });
  return `${name}: ${action.replaceAll("_", " ")}`;
}
