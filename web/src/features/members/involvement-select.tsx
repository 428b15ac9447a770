import { useId } from "react";
import type { Involvement } from "../../api/types";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import styles from "./involvement-select.module.css";

const LEVELS: readonly Involvement[] = ["everything", "mentions", "nothing", "invisible"];

/** How much of a room reaches me. A ping cannot be thinned to mentions only. */
export function InvolvementSelect({ roomId }: { roomId: string }) {
  const client = useLive();
  const id = useId();
  const { run, busy, problem } = useCall();
  const involvement = useClient((state) => state.rooms[roomId]?.involvement ?? "mentions");
  const change = (next: string) => {
    if (isLevel(next)) void run(() => client.setInvolvement(roomId, next));
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t("Notify me about")}</label>
      <select
        id={id}
        className={styles.select}
        value={involvement}
        disabled={busy}
        onChange={(event) => change(event.target.value)}
      >
        {LEVELS.map((level) => (
          <option key={level} value={level}>
            {wordsFor(level)}
          </option>
        ))}
      </select>
      {problem === null ? null : (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      )}
    </div>
  );
}

function isLevel(text: string): text is Involvement {
  return LEVELS.some((level) => level === text);
}

function wordsFor(level: Involvement): string {
  switch (level) {
    case "everything":
      return t("Everything");
    case "mentions":
      return t("Mentions");
    case "nothing":
      return t("Nothing, unless I am mentioned");
    case "invisible":
      return t("Hide it from my list");
  }
}
