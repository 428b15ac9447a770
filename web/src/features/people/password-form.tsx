import { type FormEvent, useState } from "react";
import { textOf } from "../../api/use-call";
import { PASSWORD_MAX, PASSWORD_MIN } from "../../lib/limits";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import type { PeopleCalls } from "./people-calls";
import { useForm } from "./use-form";

/** Another password, for who knows the one of now. */
export function PasswordForm({ calls }: { calls: PeopleCalls }) {
  const { form, run, busy, words, problemOf } = useForm();
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget;
    const given = new FormData(fields);
    const change = {
      current_password: textOf(given, "current_password"),
      password: textOf(given, "password"),
    };
    setDone(false);
    if (!(await run(() => calls.changeMe(change)))) return;
    fields.reset();
    setDone(true);
  };
  return (
    <form ref={form} onSubmit={submit} className="contents" aria-label="Your password">
      {words === null ? null : <Notice>{words}</Notice>}
      <Field
        label="Your password of now"
        name="current_password"
        type="password"
        autoComplete="current-password"
        required
        problem={problemOf("current_password")}
      />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        maxLength={PASSWORD_MAX}
        hint="At least 8 characters. All your other devices are signed out."
        problem={problemOf("password")}
      />
      <p role="status">{done ? "Your password is changed." : ""}</p>
      <DialogActions>
        <Button type="submit" busy={busy}>
          Change the password
        </Button>
      </DialogActions>
    </form>
  );
}
