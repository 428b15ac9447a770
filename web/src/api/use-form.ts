import { type FormEvent, useEffect, useRef } from "react";
import { t, tn } from "../lib/i18n";
import { scalarCount } from "../lib/text";
import { ApiProblem, type FieldProblem } from "./problem";
import { useCall } from "./use-call";

/**
 * A form that sends itself: what is missing or refused is told at its field, in our words and not in
 * the browser's, and the first such field takes the focus. `done` is called when it was taken.
 */
export function useForm(
  send: (given: FormData) => Promise<unknown>,
  done: (form: HTMLFormElement) => void,
) {
  const ref = useRef<HTMLFormElement>(null);
  const { run, busy, problem, problemOf } = useCall();
  useEffect(() => {
    if (problem !== null) begin(ref.current);
  }, [problem]);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const taken = await run(async () => {
      refuse(wrongFields(form));
      await send(new FormData(form));
    });
    if (taken) done(form);
  };
  // A field says what is wrong with it; only what no field says is said above them.
  const words = problem === null || problem.fields.length > 0 ? null : problem.message;
  return { form: { ref, onSubmit, noValidate: true }, busy, problem, words, problemOf };
}

/** Puts the caret where the work goes on: at the first wrong field, else where one tries again. */
function begin(form: HTMLFormElement | null): void {
  const wrong = form?.querySelector<HTMLElement>("[aria-invalid=true]");
  const at = wrong ?? form?.querySelector<HTMLElement>("[data-again]");
  at?.focus();
  if (at instanceof HTMLInputElement) at.select();
}

function refuse(fields: readonly FieldProblem[]): void {
  if (fields.length > 0) throw new ApiProblem(422, "request.invalid", "", null, fields);
}

function wrongFields(form: HTMLFormElement): FieldProblem[] {
  const fields = [...form.querySelectorAll<HTMLInputElement>("input, textarea")];
  return fields.flatMap((field) => {
    const detail = wrongWords(field);
    return detail === null ? [] : [{ field: field.name, detail }];
  });
}

function wrongWords({ validity, value, minLength }: HTMLInputElement): string | null {
  if (validity.valueMissing) return t("Please fill this in.");
  if (validity.typeMismatch) return t("This is not an e-mail address.");
  // Browsers count only what was typed by hand, and not as the server counts.
  if (scalarCount(value) < minLength) {
    return tn(minLength, "At least {n} character.", "At least {n} characters.");
  }
  return validity.valid ? null : t("This value is not allowed.");
}
