import { useState } from "react";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { SwitchLine } from "../../ui/switch-line";
import { FEATURES, FLAGS } from "./features";
import { FlagHistory } from "./flag-history";
import styles from "./flags.module.css";
import { Interest } from "./interest";

/** Switches, history and interest, for administrators. */
export function FlagsDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const { version, flags } = useClient((state) => state.flags);
  const { run, busy, problem } = useCall();
  // A switch stands where it was put while the server is asked.
  const [wanted, setWanted] = useState<{ flag: string; on: boolean } | null>(null);
  return (
    <Dialog title={t("Features")} onClose={onClose}>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <p className={styles.soft}>
        {t(
          "This version of Campfire has none of these yet: a switch is kept and told to everyone, and the feature follows with an update.",
        )}
      </p>
      <div>
        {FLAGS.map((flag) => (
          <SwitchLine
            key={flag}
            label={FEATURES[flag].name}
            checked={wanted?.flag === flag ? wanted.on : flags[flag] === true}
            busy={busy}
            onChange={(on) => {
              setWanted({ flag, on });
              void run(() => client.changeFlag(flag, on)).finally(() => setWanted(null));
            }}
          />
        ))}
      </div>
      <FlagHistory
        version={version}
        busy={busy}
        onRollBack={(to) => run(() => client.rollBackFlags(to))}
      />
      <Interest />
    </Dialog>
  );
}
