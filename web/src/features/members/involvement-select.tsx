import { useId } from "react";
import type { Involvement } from "../../api/types";
import { useCall } from "../../api/use-call";
import { useClient, useLive } from "../../live/live-provider";
import styles from "./involvement-select.module.css";

const LEVELS: Readonly<Record<Involvement, string>> = {
  everything: "Everything",
  mentions: "Mentions",
  nothing: "Nothing, unless I am mentioned",
  invisible: "Hide it from my list",
};

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
      <label htmlFor={id}>Notify me about</label>
      <select
        id={id}
        className={styles.select}
        value={involvement}
        disabled={busy}
        onChange={(event) => change(event.target.value)}
      >
        {Object.entries(LEVELS).map(([level, words]) => (
          <option key={level} value={level}>
            {words}
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
  return text in LEVELS;
}
