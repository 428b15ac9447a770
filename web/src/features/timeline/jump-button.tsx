import { t, tn } from "../../lib/i18n";
import { Icon } from "../../ui/icon";
import styles from "./jump-button.module.css";

/** A press; by a key when it had no place on the screen. */
export type Press = (event: { readonly detail: number }) => void;

/** The way back to the newest message, with how many came meanwhile. */
export function JumpButton({ count, onJump }: { count: number; onJump: Press }) {
  const jump = t("Jump to latest");
  const words = count === 0 ? jump : tn(count, "{n} new message", "{n} new messages");
  return (
    <button
      type="button"
      className={styles.jump}
      onClick={onJump}
      aria-label={count === 0 ? jump : `${jump}, ${words}`}
    >
      <Icon name="down" />
      {words}
    </button>
  );
}
