import { useClient } from "../../live/live-provider";
import type { Health } from "../../live/state";
import { Notice } from "../../ui/notice";

/** The server told that a part of it is out: what that means for whoever reads this. */
export function HealthLine() {
  const words = useClient((state) => wordsFor(state.health));
  if (words.length === 0) return null;
  return (
    <div role="status" aria-label="Trouble on the server">
      <Notice kind="info">{words.join(" ")}</Notice>
    </div>
  );
}

/** What people notice of it, the worst first; nothing when all is well. */
export function wordsFor({ degraded, reasons }: Health): readonly string[] {
  if (!degraded) return [];
  const words = WORDS.filter(([reason]) => reasons.includes(reason)).map(([, say]) => say);
  return words.length > 0 ? words : ["A part of the server does not work just now."];
}

const WORDS: readonly (readonly [string, string])[] = [
  [
    "store.writes",
    "The server cannot save just now. What you send is kept and posted later; other changes have to wait.",
  ],
  ["store.reads", "Older messages and unread counts cannot be shown just now."],
  ["search", "Search is away for a while; everything else works."],
  ["live", "News arrives late just now. Nothing is lost."],
];
