import { t } from "../../lib/i18n";
import { Button } from "../../ui/button";
import styles from "./timeline.module.css";

/** Stands for the messages when they could not be read. */
export function TimelineProblem({ words, onAgain }: { words: string; onAgain: () => void }) {
  return (
    <div className={styles.problem} role="alert">
      <p>{words}</p>
      <Button onClick={onAgain}>{t("Try again")}</Button>
    </div>
  );
}
