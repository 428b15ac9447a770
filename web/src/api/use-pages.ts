import { useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "./problem";

/** Reads the first page, or the one that begins at `next` of the page before. */
export type ReadPage<T, Next> = (
  next: Next | null,
) => Promise<{ readonly items: readonly T[]; readonly next: Next | null }>;

interface Held<T, Next> {
  readonly items: readonly T[] | null;
  readonly next: Next | null;
  readonly busy: boolean;
  readonly problem: string | null;
}

/**
 * A list, a page at a time. It is read anew with another `read`; and when `changes` does, or the
 * window gets the focus back, unless one has gone on behind the first page: that would take away what
 * is looked at. An answer to an older question is dropped.
 */
export function usePages<T, Next>(read: ReadPage<T, Next>, changes = 0) {
  const [held, setHeld] = useState<Held<T, Next>>({
    items: null,
    next: null,
    busy: false,
    problem: null,
  });
  const asked = useRef(0);
  const wentOn = useRef(false);
  const seen = useRef(changes);
  const take = useCallback(
    async (from: Next | null) => {
      asked.current += 1;
      const mine = asked.current;
      setHeld((before) => ({ ...before, busy: true }));
      try {
        const page = await read(from);
        if (mine !== asked.current) return;
        wentOn.current = from !== null;
        setHeld((before) => ({
          items: from === null ? page.items : [...(before.items ?? []), ...page.items],
          next: page.next,
          busy: false,
          problem: null,
        }));
      } catch (error) {
        if (mine !== asked.current) return;
        setHeld((before) => ({ ...before, busy: false, problem: wordsOf(error) }));
      }
    },
    [read],
  );
  const again = useCallback(() => void take(null), [take]);
  useEffect(() => {
    again();
    return () => {
      asked.current += 1;
    };
  }, [again]);
  useEffect(() => {
    const look = () => {
      if (!wentOn.current) again();
    };
    if (seen.current !== changes) look();
    seen.current = changes;
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [again, changes]);
  const { items, next, busy, problem } = held;
  return { items, busy, problem, again, more: next === null ? null : () => void take(next) };
}
