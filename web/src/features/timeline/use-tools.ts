import { useEffect, useState } from "react";
import type { Message } from "../../api/types";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { linkToMessage } from "../../lib/paths";
import { useLive } from "../../live/live-provider";
import type { MessageActions } from "./use-message-actions";

/** How long a copied link is confirmed, in ms. */
const COPIED_MS = 2_000;

/** What the tools of a message do. */
export function useTools(message: Message, actions: MessageActions) {
  const client = useLive();
  const { run, problem } = useCall();
  const { room_id, id, seq } = message;
  const { say, fail, divide, ask } = actions;
  const words = problem?.message ?? null;
  useEffect(() => fail(words), [fail, words]);

  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const boost = (content: string) => run(() => client.boost(room_id, id, content));
  const keep = () =>
    run(async () => {
      await client.setBookmark(room_id, id, true);
      say(t("Kept as bookmark"));
    });
  const markUnread = () =>
    run(async () => {
      await client.markUnread(room_id, seq);
      divide(seq - 1);
    });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(linkToMessage(room_id, id));
      setCopied(true);
      say(t("Link copied"));
    } catch {
      // Browsers refuse the clipboard on plain http: the link is shown instead.
      ask("link", message);
    }
  };
  return { boost, keep, markUnread, copy, copied };
}
