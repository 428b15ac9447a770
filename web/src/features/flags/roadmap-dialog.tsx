import { useState } from "react";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { Notice } from "../../ui/notice";
import type { Flag } from "./features";
import styles from "./flags.module.css";
import { PHASES, type Phase } from "./phases";

/** The way of Campfire, and a place to say what one is waiting for. */
export function RoadmapDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const flags = useClient((state) => state.flags.flags);
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const { run, busy, problem } = useCall();
  const want = async (word: string, flag: Flag) => {
    if (await run(() => client.leaveFeedback(flag, `wanted.${word}`))) setWanted([...wanted, word]);
  };
  return (
    <Dialog title={t("What comes next")} onClose={onClose} data-testid="feature-roadmap-modal">
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <ol className={styles.phases}>
        {PHASES.map(({ word, name, note, flag }) => (
          <li key={word} className={styles.phase}>
            <span className={`${styles.mark} ${flag === null ? styles.reached : ""}`}>
              <Icon name={flag === null ? "check" : "clock"} />
            </span>
            <div className={styles.about}>
              <strong>{name}</strong>
              <p className={styles.soft}>{note}</p>
              <p className={styles.state}>{stateOf(flag, flags)}</p>
            </div>
            {flag === null ? null : (
              <Button
                aria-label={t("{phase}: I want this", { phase: name })}
                busy={busy}
                disabled={wanted.includes(word)}
                onClick={() => want(word, flag)}
              >
                {wanted.includes(word) ? t("Noted") : t("I want this")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <p aria-live="polite" className={styles.soft}>
        {wanted.length === 0 ? "" : t("Thank you. Your administrators see what is wanted most.")}
      </p>
    </Dialog>
  );
}

function stateOf(flag: Phase["flag"], flags: Partial<Record<Flag, boolean>>): string {
  if (flag === null) return t("Available now");
  return flags[flag] === true ? t("On, with the next update") : t("Planned");
}
