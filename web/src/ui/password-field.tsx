import { type ComponentProps, type KeyboardEvent, useState } from "react";
import { t } from "../lib/i18n";
import type { Field } from "./field";
import { Labelled } from "./labelled";
import styles from "./password-field.module.css";

/** A password: hidden until one asks to see it, with a word when Caps Lock is what makes it wrong. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, "type">) {
  const { label, hint, problem, ...rest } = props;
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  return (
    <Labelled label={label} hint={hint} problem={problem}>
      {(field) => (
        // As one writes passwords; the button stands where they end, in every language.
        <span className={styles.line} dir="ltr">
          <input
            {...rest}
            {...field}
            type={shown ? "text" : "password"}
            spellCheck={false}
            autoCapitalize="none"
            onKeyDown={look}
            onKeyUp={look}
            onBlur={() => setCaps(false)}
          />
          <button
            type="button"
            className={styles.show}
            aria-label={shown ? t("Hide what you type") : t("Show what you type")}
            onClick={() => setShown(!shown)}
          >
            {shown ? t("Hide") : t("Show")}
          </button>
          <span className={styles.caps} aria-live="polite">
            {caps ? t("Caps Lock is on") : ""}
          </span>
        </span>
      )}
    </Labelled>
  );
}
