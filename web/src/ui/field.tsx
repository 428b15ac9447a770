import type { InputHTMLAttributes, Ref } from "react";
import { Labelled, type Labels } from "./labelled";

/** A labelled line of text, with a hint and the server's words when it refused the value. */
export function Field(
  props: Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "style" | "id"> &
    Labels & { ref?: Ref<HTMLInputElement>; "data-testid"?: string },
) {
  const { label, hint, problem, ...rest } = props;
  return (
    <Labelled label={label} hint={hint} problem={problem}>
      {(field) => <input {...rest} {...field} />}
    </Labelled>
  );
}
