import { useCallback, useState } from "react";
import { useCall } from "../../api/use-call";
import { useLive } from "../../live/live-provider";

/** Puts a message on my list of bookmarks; `kept` is the last one that came there. */
export function useKeep(roomId: string) {
  const client = useLive();
  const { run, problem } = useCall();
  const [kept, setKept] = useState<string | null>(null);
  const keep = useCallback(
    (id: string) => {
      void run(async () => {
        await client.setBookmark(roomId, id, true);
        setKept(id);
      });
    },
    [client, roomId, run],
  );
  return { keep, kept, problem };
}
