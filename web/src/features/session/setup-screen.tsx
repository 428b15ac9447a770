import type { FormEvent } from "react";
import { entry } from "../../api/entry";
import { textOf, useCall } from "../../api/use-call";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { PersonFields } from "./person-fields";

/** First run: the account, its administrator and the first room, in one step. */
export function SetupScreen({ onDone }: { onDone: () => void }) {
  const { run, busy, problem, problemOf } = useCall();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const done = await run(() =>
      entry.setUp({
        account_name: textOf(form, "account_name"),
        name: textOf(form, "name"),
        email: textOf(form, "email"),
        password: textOf(form, "password"),
      }),
    );
    if (done) onDone();
  };
  const already = problem?.code === "setup.already_done";
  return (
    <Card title="Set up Campfire" lead="You will be its administrator. Invite the others next.">
      <form className={styles.form} onSubmit={submit}>
        {problem === null ? null : (
          <Notice>
            {problem.message} {already ? <a href="/sign-in">Sign in instead.</a> : null}
          </Notice>
        )}
        <Field
          label="Name of your Campfire"
          name="account_name"
          defaultValue="Campfire"
          required
          maxLength={80}
          problem={problemOf("account_name")}
        />
        <PersonFields problemOf={problemOf} />
        <Button type="submit" look="main" wide busy={busy}>
          Light the fire
        </Button>
      </form>
    </Card>
  );
}
