import { useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { Transfer, TransferCalls } from "./transfer-calls";

/** How often the minutes that are left are counted anew, in ms. */
const LOOK_MS = 5_000;

/** A link that I made, or why there is none. */
export type Made =
  | { readonly is: "asked" }
  | { readonly is: "refused"; readonly words: string }
  | { readonly is: "there"; readonly url: string; readonly minutes: number };

/** Makes a link at once, for me or for a person; counts its minutes down, and makes another one. */
export function useTransfer(calls: TransferCalls, userId: string | null) {
  const [transfer, setTransfer] = useState<{ url: string; endsAt: number } | null>(null);
  const [words, setWords] = useState<string | null>(null);
  const [now, setNow] = useState(Date.now);
  const begun = useRef(false);
  const make = useCallback(async () => {
    setTransfer(null);
    setWords(null);
    try {
      const made: Transfer = await (userId === null ? calls.make() : calls.makeFor(userId));
      // Counted from here: this device's clock may be wrong.
      const begin = Date.now();
      setNow(begin);
      setTransfer({ url: made.url, endsAt: begin + made.expires_in * 1000 });
    } catch (error) {
      setWords(wordsOf(error));
    }
  }, [calls, userId]);
  useEffect(() => {
    // Each one ends the one before: only one is made for a dialog that opens.
    if (begun.current) return;
    begun.current = true;
    void make();
  }, [make]);
  useEffect(() => {
    const id = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(id);
  }, []);
  return { made: madeOf(transfer, words, now), make };
}

function madeOf(
  transfer: { url: string; endsAt: number } | null,
  words: string | null,
  now: number,
): Made {
  if (words !== null) return { is: "refused", words };
  if (transfer === null) return { is: "asked" };
  const minutes = Math.max(0, Math.ceil((transfer.endsAt - now) / 60_000));
  return { is: "there", url: transfer.url, minutes };
}
