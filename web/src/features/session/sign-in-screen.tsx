import { entry } from "../../api/entry";
import { textOf } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { Field } from "../../ui/field";
import { LanguageSelect } from "../../ui/language-select";
import { Notice } from "../../ui/notice";
import { PasswordField } from "../../ui/password-field";

/** Hosts on which plain http harms nobody: the browser talks to itself. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

/** E-mail and password. `note` says why one is here again. */
export function SignInScreen(props: {
  accountName: string;
  note: string | null;
  onDone: () => void;
}) {
  const { form, busy, problem, words, problemOf } = useForm(
    (given) => entry.signIn({ email: textOf(given, "email"), password: textOf(given, "password") }),
    props.onDone,
  );
  const open = location.protocol === "http:" && !LOCAL.test(location.hostname);
  return (
    <Card title={props.accountName} lead={t("Sign in to join the conversation.")}>
      <form className={styles.form} {...form}>
        {words !== null ? <Notice>{words}</Notice> : null}
        {problem === null && props.note !== null ? <Notice kind="info">{props.note}</Notice> : null}
        {open ? (
          <Notice kind="info">
            {t("This connection is not encrypted. That is fine for a trial, not for daily use.")}
          </Notice>
        ) : null}
        <Field
          label={t("E-mail")}
          name="email"
          type="email"
          autoComplete="username"
          dir="ltr"
          required
          problem={problemOf("email")}
          data-testid="email"
        />
        <PasswordField
          label={t("Password")}
          name="password"
          autoComplete="current-password"
          required
          problem={problemOf("password")}
          data-testid="password"
          data-again
        />
        <Button type="submit" look="main" wide busy={busy} data-testid="login-button">
          {t("Sign in")}
        </Button>
      </form>
      <p className={styles.foot}>
        {t("No account yet, or locked out? Ask your administrator for a link.")}
      </p>
      <p className={styles.foot}>
        <LanguageSelect className={styles.language} aria-label={t("Language")} />
      </p>
    </Card>
  );
}
