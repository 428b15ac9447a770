import { t } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import type { Health } from "../../live/state";
import { Notice } from "../../ui/notice";

/** The server told that a part of it is out: what that means for whoever reads this. */
export function HealthLine() {
  const words = useClient((state) => wordsFor(state.health));
  if (words.length === 0) return null;
  return (
    <div role="status" aria-label={t("Trouble on the server")}>
      <Notice kind="info">{words.join(" ")}</Notice>
    </div>
  );
}

/** What people notice of it, the worst first; nothing when all is well. */
export function wordsFor({ degraded, reasons }: Health): readonly string[] {
  if (!degraded) return [];
  const words = KNOWN.filter((reason) => reasons.includes(reason)).map(meaning);
  return words.length > 0 ? words : [t("A part of the server does not work just now.")];
}

/** The worst first. */
const KNOWN = ["store.writes", "store.reads", "search", "live"] as const;

function meaning(reason: (typeof KNOWN)[number]): string {
  switch (reason) {
    case "store.writes":
      return t(
        "The server cannot save just now. What you send is kept and posted later; other changes have to wait.",
      );
    case "store.reads":
      return t("Older messages and unread counts cannot be shown just now.");
    case "search":
      return t("Search is away for a while; everything else works.");
    case "live":
      return t("News arrives late just now. Nothing is lost.");
  }
}
