import { type InputHTMLAttributes, type Ref, useId } from "react";
import styles from "./field.module.css";

/** A labelled line of text, with a hint and the server's words when it refused the value. */
export function Field(
  props: Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "style" | "id"> & {
    label: string;
    hint?: string;
    problem?: string | undefined;
    ref?: Ref<HTMLInputElement>;
    "data-testid"?: string;
  },
) {
  const { label, hint, problem, ref, ...rest } = props;
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        ref={ref}
        className={styles.input}
        aria-invalid={problem !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      />
      {note === undefined ? null : (
        <p id={`${id}-note`} className={problem === undefined ? styles.hint : styles.problem}>
          {note}
        </p>
      )}
    </div>
  );
}
