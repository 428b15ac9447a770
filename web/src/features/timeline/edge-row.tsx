import { PAGE_SIZE } from "../../api/queries";
import { t, tn } from "../../lib/i18n";
import styles from "./separators.module.css";

/**
 * What lies beyond an end of the window, said in numbers: nothing that is missing looks as if it
 * were not there. Scrolling near it loads it too; the button is for who uses keys, and after a cut.
 */
export function EdgeRow(props: {
  end: "older" | "newer";
  missing: number;
  reading: boolean;
  onLoad: () => void;
}) {
  const n = Math.min(props.missing, PAGE_SIZE);
  const words =
    props.end === "older"
      ? tn(n, "Load {n} earlier message", "Load {n} earlier messages")
      : tn(n, "Load {n} newer message", "Load {n} newer messages");
  return (
    <div className={styles.edge}>
      <button type="button" className={styles.load} disabled={props.reading} onClick={props.onLoad}>
        {props.reading ? t("Reading…") : words}
      </button>
    </div>
  );
}
