import { useEffect, useState } from "react";
import { entry } from "../../api/entry";
import { ApiProblem, wordsOf } from "../../api/problem";
import { textOf } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { LanguageSelect } from "../../ui/language-select";
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
      return <Waiting label={t("Looking at your invitation")} />;
    case "bad":
      return (
        <Card title={t("This link does not work")} lead={invitation.words}>
          <p className={styles.foot}>
            <a href={paths.home()}>{t("Go to sign in")}</a>
          </p>
        </Card>
      );
    case "good":
      return <JoinForm code={code} accountName={invitation.accountName} onDone={onDone} />;
  }
}

function JoinForm(props: { code: string; accountName: string; onDone: () => void }) {
  const { form, busy, words, problemOf } = useForm(
    (given) =>
      entry.join(props.code, {
        name: textOf(given, "name"),
        email: textOf(given, "email"),
        password: textOf(given, "password"),
      }),
    props.onDone,
  );
  return (
    <Card
      title={t("Join {name}", { name: props.accountName })}
      lead={t("Tell the others who you are.")}
    >
      <form className={styles.form} {...form}>
        {words === null ? null : <Notice>{words}</Notice>}
        <PersonFields problemOf={problemOf} />
        <Button type="submit" look="main" wide busy={busy}>
          {t("Join")}
        </Button>
      </form>
      <p className={styles.foot}>
        {t("Have an account already?")} <a href={paths.signIn()}>{t("Sign in")}</a>
      </p>
      <p className={styles.foot}>
        <LanguageSelect className={styles.language} aria-label={t("Language")} />
      </p>
    </Card>
  );
}

function refusal(error: unknown): string {
  return error instanceof ApiProblem && error.status === 404
    ? t("It is mistyped, or it was replaced by a new one. Ask for a fresh link.")
    : wordsOf(error);
}
