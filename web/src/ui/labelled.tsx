import { type ReactNode, useId } from "react";
import styles from "./field.module.css";

/** What every field has around it. */
export interface Labels {
  readonly label: string;
  readonly hint?: string | undefined;
  /** The server's words when it refused the value. */
  readonly problem?: string | undefined;
}

/** What the field itself takes, so that its label and its note belong to it for everyone. */
interface Field {
  readonly id: string;
  readonly className: string | undefined;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

/** A field with its label above and its hint, or what is wrong with it, below. */
export function Labelled(props: Labels & { children: (field: Field) => ReactNode }) {
  const { label, hint, problem } = props;
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {props.children({
        id,
        className: styles.input,
        "aria-invalid": problem !== undefined,
        "aria-describedby": note === undefined ? undefined : `${id}-note`,
      })}
      {note === undefined ? null : (
        <p id={`${id}-note`} className={problem === undefined ? styles.hint : styles.problem}>
          {note}
        </p>
      )}
    </div>
  );
}
