import type { FormEvent } from "react";
import { entry } from "../../api/entry";
import { textOf, useCall } from "../../api/use-call";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";

/** Hosts on which plain http harms nobody: the browser talks to itself. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

/** E-mail and password. `note` says why one is here again. */
export function SignInScreen(props: {
  accountName: string;
  note: string | null;
  onDone: () => void;
}) {
  const { run, busy, problem } = useCall();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const credentials = { email: textOf(form, "email"), password: textOf(form, "password") };
    if (await run(() => entry.signIn(credentials))) props.onDone();
  };
  const open = location.protocol === "http:" && !LOCAL.test(location.hostname);
  return (
    <Card title={props.accountName} lead="Sign in to join the conversation.">
      <form className={styles.form} onSubmit={submit}>
        {problem !== null ? <Notice>{problem.message}</Notice> : null}
        {problem === null && props.note !== null ? <Notice kind="info">{props.note}</Notice> : null}
        {open ? (
          <Notice kind="info">
            This connection is not encrypted. That is fine for a trial, not for daily use.
          </Notice>
        ) : null}
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          data-testid="email"
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          data-testid="password"
        />
        <Button type="submit" look="main" wide busy={busy} data-testid="login-button">
          Sign in
        </Button>
      </form>
      <p className={styles.foot}>
        No account yet, or locked out? Ask your administrator for a link.
      </p>
    </Card>
  );
}
