import { useCallback, useEffect, useRef, useState } from "react";
import type { SearchCalls, SearchHit } from "./search-calls";
import { troubleOf } from "./search-trouble";

/** How often an empty page is followed by the next one unasked: the server looks a bounded way back at a time. */
const LOOKS_BACK = 8;

/** What is known of a search. */
export interface Findings {
  readonly hits: readonly SearchHit[];
  /** Where to look on; null when all was looked at. */
  readonly next: string | null;
  readonly busy: boolean;
  readonly problem: string | null;
  /** Asking the same again can help. */
  readonly mayHelp: boolean;
}

const NOTHING: Findings = { hits: [], next: null, busy: false, problem: null, mayHelp: false };

/** Finds what is looked for, page by page; an answer to an older question is dropped. */
export function useSearch(calls: SearchCalls, query: string) {
  const [findings, setFindings] = useState(NOTHING);
  const question = useRef(0);
  const look = useCallback(
    async (known: readonly SearchHit[], from: string | null) => {
      question.current += 1;
      const mine = question.current;
      setFindings({ ...NOTHING, hits: known, next: from, busy: true });
      let next = from;
      try {
        for (let looks = 0; looks < LOOKS_BACK; looks += 1) {
          const page = await calls.find(query, next);
          if (mine !== question.current) return;
          next = page.next;
          if (page.hits.length > 0 || next === null) {
            const hits = [...known, ...page.hits];
            setFindings({ ...NOTHING, hits, next });
            return;
          }
        }
        setFindings({ ...NOTHING, hits: known, next });
      } catch (error) {
        if (mine !== question.current) return;
        setFindings({ ...NOTHING, hits: known, next, ...troubleOf(error) });
      }
    },
    [calls, query],
  );
  useEffect(() => {
    if (query === "") setFindings(NOTHING);
    else void look([], null);
    return () => {
      question.current += 1;
    };
  }, [look, query]);
  const { hits, next } = findings;
  return { ...findings, more: () => look(hits, next), again: () => look(hits, next) };
}
