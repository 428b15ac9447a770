import { Icon } from "../../ui/icon";
import styles from "./jump-button.module.css";

/** The way back to the newest message, with how many came meanwhile. */
export function JumpButton({ count, onJump }: { count: number; onJump: () => void }) {
  const words =
    count === 0 ? "Jump to latest" : `${count} new ${count === 1 ? "message" : "messages"}`;
  return (
    <button
      type="button"
      className={styles.jump}
      onClick={onJump}
      aria-label={`Jump to latest${count === 0 ? "" : `, ${words}`}`}
    >
      <Icon name="down" />
      {words}
    </button>
  );
}
