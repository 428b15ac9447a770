import { entry } from "../../api/entry";
import { textOf } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import styles from "../../ui/card.module.css";
import { Field } from "../../ui/field";
import { LanguageSelect } from "../../ui/language-select";
import { Notice } from "../../ui/notice";
import { PersonFields } from "./person-fields";

/** First run: the account, its administrator and the first room, in one step. */
export function SetupScreen({ onDone }: { onDone: () => void }) {
  const { form, busy, problem, words, problemOf } = useForm(
    (given) =>
      entry.setUp({
        account_name: textOf(given, "account_name"),
        name: textOf(given, "name"),
        email: textOf(given, "email"),
        password: textOf(given, "password"),
      }),
    onDone,
  );
  const already = problem?.code === "setup.already_done";
  return (
    <Card
      title={t("Set up Campfire")}
      lead={t("You will be its administrator. Invite the others next.")}
    >
      <form className={styles.form} {...form}>
        {words === null ? null : (
          <Notice>
            {words} {already ? <a href={paths.signIn()}>{t("Sign in")}</a> : null}
          </Notice>
        )}
        <Field
          label={t("Name of your Campfire")}
          name="account_name"
          defaultValue="Campfire"
          dir="auto"
          required
          maxLength={80}
          problem={problemOf("account_name")}
        />
        <PersonFields problemOf={problemOf} />
        <Button type="submit" look="main" wide busy={busy}>
          {t("Light the fire")}
        </Button>
      </form>
      <p className={styles.foot}>
        <LanguageSelect className={styles.language} aria-label={t("Language")} />
      </p>
    </Card>
  );
}
