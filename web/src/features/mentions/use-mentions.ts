import { useCallback, useEffect, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { MentionPage, Message } from "../../api/types";

/** Reads a page of mentions. */
export type ReadMentions = (before: string | null) => Promise<MentionPage>;

/** What mentions me, a page at a time; read anew whenever the window gets the focus back. */
export function useMentions(read: ReadMentions) {
  const [messages, setMessages] = useState<readonly Message[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const take = useCallback(
    async (before: string | null) => {
      setBusy(true);
      try {
        const page = await read(before);
        setMessages((held) =>
          before === null ? page.messages : [...(held ?? []), ...page.messages],
        );
        setNext(page.next);
        setProblem(null);
      } catch (error) {
        setProblem(wordsOf(error));
      } finally {
        setBusy(false);
      }
    },
    [read],
  );
  const again = useCallback(() => void take(null), [take]);
  useEffect(() => {
    again();
    window.addEventListener("focus", again);
    return () => window.removeEventListener("focus", again);
  }, [again]);
  const more = next === null ? null : () => void take(next);
  return { messages, more, problem, busy, again };
}
