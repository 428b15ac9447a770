import { type FormEvent, type KeyboardEvent, useState } from "react";
import { t } from "../../../lib/i18n";
import { Button } from "../../button";
import { isSafe } from "./document";
import styles from "./link-form.module.css";

/** Asks where a link leads; `null` means that it was not meant. */
export function LinkForm({ onDone }: { onDone: (href: string | null) => void }) {
  const [text, setText] = useState("");
  const done = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    const href = text.trim();
    onDone(href === "" ? null : isSafe(href) ? href : `https://${href}`);
  };
  return (
    // No form may stand in the form of the message.
    <div className={styles.link}>
      <input
        type="url"
        // biome-ignore lint/a11y/noAutofocus: it comes because a person asked for it.
        autoFocus
        aria-label={t("Where the link leads")}
        dir="ltr"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") done(event);
          if (event.key !== "Escape") return;
          event.preventDefault();
          event.stopPropagation();
          onDone(null);
        }}
      />
      <Button onClick={done}>{t("Set the link")}</Button>
    </div>
  );
}
