import { NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "../../lib/limits";
import { Field } from "../../ui/field";

/** Name, e-mail and password of somebody new. */
export function PersonFields({ problemOf }: { problemOf: (field: string) => string | undefined }) {
  return (
    <>
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        required
        maxLength={NAME_MAX}
        problem={problemOf("name")}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        problem={problemOf("email")}
        data-testid="email"
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        maxLength={PASSWORD_MAX}
        hint="At least 8 characters."
        problem={problemOf("password")}
        data-testid="password"
      />
    </>
  );
}
