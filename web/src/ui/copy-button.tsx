import { useState } from "react";
import { t } from "../lib/i18n";

/** Takes a text to the clipboard, and says so in its own words. */
export function CopyButton(props: { text: string; className?: string | undefined }) {
  const [said, setSaid] = useState<"copied" | "refused" | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setSaid("copied");
    } catch {
      // Browsers refuse the clipboard on plain http; the text can be selected by hand.
      setSaid("refused");
    }
  };
  return (
    <button type="button" className={props.className} onClick={copy} aria-live="polite">
      {said === null ? t("Copy") : said === "copied" ? t("Copied") : t("Cannot copy here")}
    </button>
  );
}
