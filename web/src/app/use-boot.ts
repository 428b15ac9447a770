import { useCallback, useEffect, useRef, useState } from "react";
import { entry } from "../api/entry";
import { ApiProblem, wordsOf } from "../api/problem";
import type { Me } from "../api/types";

/** What we know about who is there. */
export type Boot =
  | { readonly is: "asking" }
  | { readonly is: "unreachable"; readonly words: string }
  | { readonly is: "setup" }
  | { readonly is: "signed-out"; readonly accountName: string; readonly note: string | null }
  | { readonly is: "signed-in"; readonly me: Me };

/** Asks who is there; `again` after a sign-in, `ended` when the session is over. */
export function useBoot() {
  const [boot, setBoot] = useState<Boot>({ is: "asking" });
  const asked = useRef(0);
  const ask = useCallback(async (note: string | null) => {
    asked.current += 1;
    const mine = asked.current;
    const found = await look(note);
    if (mine === asked.current) setBoot(found);
  }, []);
  useEffect(() => {
    void ask(null);
  }, [ask]);
  const again = useCallback(() => void ask(null), [ask]);
  const ended = useCallback((note: string | null) => void ask(note), [ask]);
  return { boot, again, ended };
}

async function look(note: string | null): Promise<Boot> {
  try {
    return { is: "signed-in", me: await entry.me() };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) {
      return { is: "unreachable", words: wordsOf(error) };
    }
  }
  try {
    const { needed, account_name } = await entry.setup();
    if (needed) return { is: "setup" };
    return { is: "signed-out", accountName: account_name || "Campfire", note };
  } catch (error) {
    return { is: "unreachable", words: wordsOf(error) };
  }
}
