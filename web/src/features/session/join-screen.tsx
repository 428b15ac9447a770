import { type FormEvent, useEffect, useState } from "react";
import { entry } from "../../api/entry";
import { ApiProblem, wordsOf } from "../../api/problem";
import { textOf, useCall } from "../../api/use-call";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { PersonFields } from "./person-fields";

type Invitation =
  | { readonly is: "asked" }
  | { readonly is: "good"; readonly accountName: string }
  | { readonly is: "bad"; readonly words: string };

/** What stands behind an invitation link. */
export function JoinScreen({ code, onDone }: { code: string; onDone: () => void }) {
  const [invitation, setInvitation] = useState<Invitation>({ is: "asked" });
  useEffect(() => {
    let wanted = true;
    entry.joinPage(code).then(
      ({ account_name }) => wanted && setInvitation({ is: "good", accountName: account_name }),
      (error) => wanted && setInvitation({ is: "bad", words: refusal(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [code]);
  switch (invitation.is) {
    case "asked":
      return <Waiting label="Looking at your invitation" />;
    case "bad":
      return (
        <Card title="This link does not work" lead={invitation.words}>
          <p className={styles.foot}>
            <a href={paths.home()}>Go to sign in</a>
          </p>
        </Card>
      );
    case "good":
      return <JoinForm code={code} accountName={invitation.accountName} onDone={onDone} />;
  }
}

function JoinForm(props: { code: string; accountName: string; onDone: () => void }) {
  const { run, busy, problem, problemOf } = useCall();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const person = {
      name: textOf(form, "name"),
      email: textOf(form, "email"),
      password: textOf(form, "password"),
    };
    if (await run(() => entry.join(props.code, person))) props.onDone();
  };
  return (
    <Card title={`Join ${props.accountName}`} lead="Tell the others who you are.">
      <form className={styles.form} onSubmit={submit}>
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        <PersonFields problemOf={problemOf} />
        <Button type="submit" look="main" wide busy={busy}>
          Join
        </Button>
      </form>
      <p className={styles.foot}>
        Have an account already? <a href={paths.signIn()}>Sign in</a>
      </p>
    </Card>
  );
}

function refusal(error: unknown): string {
  return error instanceof ApiProblem && error.status === 404
    ? "It is mistyped, or it was replaced by a new one. Ask for a fresh link."
    : wordsOf(error);
}
