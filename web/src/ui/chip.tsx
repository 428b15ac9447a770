import { t } from "../lib/i18n";
import styles from "./chip.module.css";
import { Icon } from "./icon";

/** Something that was chosen; a press takes it away. */
export function Chip({ name, onTakeAway }: { name: string; onTakeAway: () => void }) {
  return (
    <button
      type="button"
      className={styles.chip}
      aria-label={t("{name}, take away", { name })}
      onClick={onTakeAway}
    >
      <bdi className={styles.name}>{name}</bdi>
      <Icon name="close" />
    </button>
  );
}
