import { useId } from "react";
import styles from "./switch-line.module.css";

/** Something that is on or off, with a line that explains it. */
export function SwitchLine(props: {
  label: string;
  note?: string;
  checked: boolean;
  /** Being asked for: it keeps the focus and refuses a second press. */
  busy?: boolean;
  onChange: (on: boolean) => void;
}) {
  const note = useId();
  return (
    <label className={styles.line}>
      <span className={styles.words}>
        {props.label}
        {props.note === undefined ? null : (
          <span id={note} className={styles.note} aria-hidden="true">
            {props.note}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        className={styles.switch}
        checked={props.checked}
        aria-disabled={props.busy === true}
        aria-describedby={props.note === undefined ? undefined : note}
        onChange={(event) => {
          if (props.busy !== true) props.onChange(event.target.checked);
        }}
      />
    </label>
  );
}
