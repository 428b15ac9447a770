import { useEffect, useRef } from "react";
import type { Message } from "../../api/types";
import { useLive } from "../../live/live-provider";

/**
 * Plays what is posted to a room while one looks at its newest messages. Whoever reads further up,
 * or elsewhere, can press the button of the message.
 */
export function useArrivingSounds(roomId: string, isAtEnd: () => boolean): void {
  const client = useLive();
  const latest = useRef(isAtEnd);
  latest.current = isAtEnd;
  useEffect(() => {
    const hear = ({ room_id, sound }: Message) => {
      if (room_id !== roomId || !sound || !latest.current() || document.hidden) return;
      // A browser that cannot play is no news: the row shows what was played.
      import("./player").then(({ playArrived }) => playArrived(sound)).catch(() => undefined);
    };
    client.runtime.arrivals.add(hear);
    return () => {
      client.runtime.arrivals.delete(hear);
    };
  }, [client, roomId]);
}
