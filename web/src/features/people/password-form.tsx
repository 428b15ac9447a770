import { useState } from "react";
import { textOf } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { PASSWORD_MAX, PASSWORD_MIN } from "../../lib/limits";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { PasswordField } from "../../ui/password-field";
import type { PeopleCalls } from "./people-calls";

/** Another password, for who knows the one of now. */
export function PasswordForm({ calls }: { calls: PeopleCalls }) {
  const [done, setDone] = useState(false);
  const { form, busy, words, problemOf } = useForm(
    (given) => {
      setDone(false);
      return calls.changeMe({
        current_password: textOf(given, "current_password"),
        password: textOf(given, "password"),
      });
    },
    (fields) => {
      fields.reset();
      setDone(true);
    },
  );
  return (
    <form {...form} className="contents" aria-label={t("Your password")}>
      {words === null ? null : <Notice>{words}</Notice>}
      <PasswordField
        label={t("Your password of now")}
        name="current_password"
        autoComplete="current-password"
        required
        problem={problemOf("current_password")}
      />
      <PasswordField
        label={t("New password")}
        name="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        maxLength={PASSWORD_MAX}
        hint={t("At least {min} characters. All your other devices are signed out.", {
          min: PASSWORD_MIN,
        })}
        problem={problemOf("password")}
      />
      <p role="status">{done ? t("Your password is changed.") : ""}</p>
      <DialogActions>
        <Button type="submit" busy={busy}>
          {t("Change the password")}
        </Button>
      </DialogActions>
    </form>
  );
}
