import type { Ref, TextareaHTMLAttributes } from "react";
import { Labelled, type Labels } from "./labelled";

/** Some labelled lines of text, with a hint and the server's words when it refused the value. */
export function TextArea(
  props: Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "className" | "style" | "id"> &
    Labels & { ref?: Ref<HTMLTextAreaElement> },
) {
  const { label, hint, problem, ...rest } = props;
  return (
    <Labelled label={label} hint={hint} problem={problem}>
      {(field) => <textarea {...rest} {...field} />}
    </Labelled>
  );
}
