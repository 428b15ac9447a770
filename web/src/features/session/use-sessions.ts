import { useCallback, useEffect, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { Session } from "../../api/types";
import { useLive } from "../../live/live-provider";

/** My sessions, this device first; read again whenever the window gets the focus back. */
export function useSessions() {
  const client = useLive();
  const [sessions, setSessions] = useState<readonly Session[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const read = useCallback(async () => {
    try {
      const found = await client.sessions();
      setSessions([...found].sort((a, b) => Number(b.current) - Number(a.current)));
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }, [client]);
  useEffect(() => {
    void read();
    window.addEventListener("focus", read);
    return () => window.removeEventListener("focus", read);
  }, [read]);
  return { sessions, problem, read };
}
