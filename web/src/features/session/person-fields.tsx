import { t, tn } from "../../lib/i18n";
import { NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "../../lib/limits";
import { Field } from "../../ui/field";
import { PasswordField } from "../../ui/password-field";

/** Name, e-mail and password of somebody new. */
export function PersonFields({ problemOf }: { problemOf: (field: string) => string | undefined }) {
  return (
    <>
      <Field
        label={t("Your name")}
        name="name"
        autoComplete="name"
        dir="auto"
        required
        maxLength={NAME_MAX}
        problem={problemOf("name")}
      />
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
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        maxLength={PASSWORD_MAX}
        hint={tn(PASSWORD_MIN, "At least {n} character.", "At least {n} characters.")}
        problem={problemOf("password")}
        data-testid="password"
      />
    </>
  );
}
