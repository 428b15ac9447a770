import { useCallback, useEffect, useRef, useState } from "react";
import { entry } from "../api/entry";
import { ApiProblem, wordsOf } from "../api/problem";
import type { Me } from "../api/types";
import type { ClientState } from "../live/state";
import { keptOnDevice } from "./kept";

/** What we know about who is there. */
export type Boot =
  | { readonly is: "asking" }
  | { readonly is: "unreachable"; readonly words: string }
  | { readonly is: "setup" }
  | { readonly is: "signed-out"; readonly accountName: string; readonly note: string | null }
  /** With `kept` the server could not be asked: this is what the device knows. */
  | { readonly is: "signed-in"; readonly me: Me; readonly kept: ClientState | null };

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
  const ended = useCallback((note: string | null) => void forget().then(() => ask(note)), [ask]);
  return { boot, again, ended };
}

async function look(note: string | null): Promise<Boot> {
  try {
    return { is: "signed-in", me: await entry.me(), kept: null };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) return await withoutServer(error);
  }
  await forget();
  try {
    const { needed, account_name } = await entry.setup();
    if (needed) return { is: "setup" };
    return { is: "signed-out", accountName: account_name || "Campfire", note };
  } catch (error) {
    return { is: "unreachable", words: wordsOf(error) };
  }
}

/** A server that is out of reach, or a proxy that finds none behind it: what is kept can be read. */
async function withoutServer(error: unknown): Promise<Boot> {
  const away = error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
  const kept = away && (await (await keptOnDevice())?.read(Date.now()));
  if (kept) return { is: "signed-in", me: kept.me, kept };
  return { is: "unreachable", words: wordsOf(error) };
}

/** The session is over: nothing of the person stays to be read here. */
async function forget(): Promise<void> {
  await (await keptOnDevice())?.forget();
}
