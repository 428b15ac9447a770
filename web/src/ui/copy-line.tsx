import { useId, useRef, useState } from "react";
import { t } from "../lib/i18n";
import { Button } from "./button";
import styles from "./copy-line.module.css";

/** A text to take away: shown whole, selected on focus, copied by a button that says so. */
export function CopyLine(props: { label: string; value: string; "data-testid"?: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.value);
      setSaid(t("Copied."));
    } catch {
      // Browsers refuse the clipboard on plain http; what is selected can be copied by hand.
      field.current?.focus();
      setSaid(t("Your browser does not allow copying here; the link is selected for you."));
    }
  };
  return (
    <div className={styles.line}>
      <label htmlFor={id}>{props.label}</label>
      <div className={styles.row}>
        <input
          id={id}
          ref={field}
          className={styles.value}
          value={props.value}
          readOnly
          dir="ltr"
          onFocus={(event) => event.target.select()}
          data-testid={props["data-testid"]}
        />
        <Button look="main" aria-label={t("Copy the link")} onClick={copy}>
          {t("Copy")}
        </Button>
      </div>
      <p role="status" className={styles.said}>
        {said}
      </p>
    </div>
  );
}
