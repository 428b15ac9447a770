import { useEffect, useRef, useState } from "react";
import { t, tn } from "../../lib/i18n";
import { useAllOutbox, useConnection } from "../../live/live-provider";
import type { OutboxEntry } from "../../live/outbox-storage";

/** What the person was told of a message last; nothing while all goes well. */
type Told = "kept" | "queued" | "failed" | null;

/** Says aloud, and once, what becomes of messages that do not simply leave. */
export function SendingNews() {
  const entries = useAllOutbox();
  const { connected } = useConnection();
  const before = useRef<ReadonlyMap<string, Told>>(new Map());
  const [words, setWords] = useState("");
  useEffect(() => {
    const held = before.current;
    const now = new Map(
      entries.map((entry) => {
        const id = entry.client_message_id;
        return [id, toldOf(entry, connected, held.get(id) ?? null)] as const;
      }),
    );
    const news = newsOf(held, now, entries);
    before.current = now;
    if (news !== "") setWords(news);
  }, [entries, connected]);
  return (
    <p className="visually-hidden" role="status" aria-label={t("Messages on their way")}>
      {words}
    </p>
  );
}

function toldOf({ state }: OutboxEntry, connected: boolean, before: Told): Told {
  if (state === "failed" || state === "queued") return state;
  // Until it is posted, the connection alone makes nothing well.
  return state === "sending" && (!connected || before === "kept") ? "kept" : null;
}

/** The words for what changed: the worst first, and that all is well only to who heard otherwise. */
function newsOf(
  before: ReadonlyMap<string, Told>,
  now: ReadonlyMap<string, Told>,
  entries: readonly OutboxEntry[],
): string {
  const changed = (to: Told) =>
    [...now].filter(([id, told]) => told === to && (before.get(id) ?? null) !== to);
  const failed = changed("failed");
  const why = entries.find((entry) => entry.client_message_id === failed[0]?.[0])?.reason ?? "";
  if (failed.length === 1) return t("Not sent. {reason}", { reason: why });
  if (failed.length > 1) {
    return tn(failed.length, "{n} message was not sent.", "{n} messages were not sent.");
  }
  if (changed("queued").length > 0) return t("Saved, waiting to be posted");
  if (changed("kept").length > 0) return t("Kept here, goes out when the connection is back");
  const well = [...before].filter(
    ([id, told]) => (told === "kept" || told === "queued") && (now.get(id) ?? null) === null,
  );
  return well.length === 0
    ? ""
    : tn(well.length, "{n} message was sent.", "{n} messages were sent.");
}
