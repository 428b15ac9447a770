import { useEffect, useRef } from "react";
import { t, tn } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import { othersIn } from "../../live/room-list";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import type { Goal } from "./goals";
import styles from "./switcher.module.css";

/** One thing to go to: what it is, its name, and what waits there. */
export function GoalLine(props: { id: string; goal: Goal; chosen: boolean; onChoose: () => void }) {
  const { goal, chosen } = props;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) line.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its Enter chooses.
    <div
      ref={line}
      id={props.id}
      className={styles.line}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onClick={props.onChoose}
      // The press must not take the focus from the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      <Sign goal={goal} />
      <bdi className={styles.name}>{goal.name}</bdi>
      <bdi className={styles.note}>{noteOf(goal)}</bdi>
    </div>
  );
}

function Sign({ goal }: { goal: Goal }) {
  const face = useClient((state) => {
    if (goal.is === "person") return goal.id;
    return goal.is === "room" && goal.room.kind === "direct"
      ? (othersIn(state, goal.room)[0] ?? state.me.id)
      : null;
  });
  const name = useClient((state) => state.people[face ?? ""]?.name ?? goal.name);
  if (face !== null) return <Avatar id={face} name={name} size="small" />;
  if (goal.is === "command") return <span className={styles.sign}>›</span>;
  const open = goal.is === "room" && goal.room.kind === "open";
  return (
    <span className={styles.sign}>
      <Icon name={open ? "hash" : "lock"} />
    </span>
  );
}

function noteOf(goal: Goal): string {
  if (goal.is === "person") return goal.note;
  if (goal.is === "command") return t("Command");
  const { unread_count: unread, mention_count: mentions } = goal.room;
  if (mentions > 0) return tn(mentions, "{n} mentions you", "{n} mention you");
  return unread === 0 ? "" : tn(unread, "{n} unread message", "{n} unread messages");
}
