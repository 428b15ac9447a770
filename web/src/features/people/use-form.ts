import { useEffect, useRef } from "react";
import { useCall } from "../../api/use-call";

/** A call for a form: what the server refuses stands at its field, and the first such field takes the focus. */
export function useForm() {
  const form = useRef<HTMLFormElement>(null);
  const { run, busy, problem, problemOf } = useCall();
  useEffect(() => {
    if (problem === null) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);
  // A field says what is wrong with it; only what no field says is said above them.
  const words = problem === null || problem.fields.length > 0 ? null : problem.message;
  return { form, run, busy, words, problemOf };
}
