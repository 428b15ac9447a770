import { useCallback } from "react";
import { useCall } from "../../api/use-call";
import { useLive } from "../../live/live-provider";

/** Leaves a room unread from a message on; the divider goes there at once. */
export function useMarkUnread(roomId: string, divide: (seq: number) => void) {
  const client = useLive();
  const { run, problem } = useCall();
  const markUnread = useCallback(
    (seq: number) => {
      void run(async () => {
        await client.markUnread(roomId, seq);
        divide(seq - 1);
      });
    },
    [client, divide, roomId, run],
  );
  return { markUnread, problem };
}
