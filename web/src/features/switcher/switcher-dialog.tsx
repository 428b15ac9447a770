import { type KeyboardEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import { useCall } from "../../api/use-call";
import { t, tn } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import type { OpenWindow } from "../../lib/windows";
import { useLive } from "../../live/live-provider";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { GoalLine } from "./goal-line";
import type { Goal } from "./goals";
import styles from "./switcher.module.css";
import { useGoals } from "./use-goals";

/** Goes anywhere by a few letters: a field with a list below it, chosen from by arrows and Enter. */
export function SwitcherDialog({ onOpen, onClose }: { onOpen: OpenWindow; onClose: () => void }) {
  const client = useLive();
  const id = useId();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { run, problem } = useCall();
  const goals = useGoals(query, onOpen);
  const chosen = goals[Math.min(at, goals.length - 1)];

  const go = async (goal: Goal | undefined) => {
    if (goal === undefined) return;
    if (goal.is === "person") {
      await run(async () => {
        const room = await client.openDirect([goal.id]);
        onClose();
        navigate(paths.room(room.id));
      });
      return;
    }
    onClose();
    if (goal.is === "command") goal.run();
    else navigate(paths.room(goal.id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && goals.length > 0) setAt((at + step + goals.length) % goals.length);
    else if (event.key === "Enter") void go(chosen);
    else return;
    event.preventDefault();
  };
  const option = (index: number) => `${id}-${index}`;
  return (
    <Dialog title={t("Go to")} onClose={onClose}>
      <input
        className={styles.field}
        role="combobox"
        aria-label={t("A room, a person or a command")}
        placeholder={t("A room, a person or a command")}
        aria-expanded={goals.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : option(goals.indexOf(chosen))}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        dir="auto"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <p role="status" className={goals.length === 0 ? styles.none : "visually-hidden"}>
        {goals.length === 0
          ? t("Nothing is called that.")
          : tn(
              goals.length,
              "{n} found, choose by arrows and Enter",
              "{n} found, choose by arrows and Enter",
            )}
      </p>
      <div id={`${id}-list`} className={styles.list} role="listbox" aria-label={t("Found")}>
        {goals.map((goal, index) => (
          <GoalLine
            key={goal.id}
            id={option(index)}
            goal={goal}
            chosen={goal === chosen}
            onChoose={() => void go(goal)}
          />
        ))}
      </div>
    </Dialog>
  );
}
