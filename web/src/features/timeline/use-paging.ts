import { useCallback, useRef, useState } from "react";
import { useLive } from "../../live/live-provider";

/** After a failed page we wait this long before the scrolling may ask again, in ms. */
const AGAIN_MS = 3_000;

/** Asks for pages at both ends, one at a time at each, and says while one is on its way. */
export function usePaging(roomId: string) {
  const client = useLive();
  const [reading, setReading] = useState(false);
  const under = useRef({ older: false, newer: false });

  const read = useCallback((end: "older" | "newer", load: () => Promise<void>) => {
    if (under.current[end]) return;
    under.current[end] = true;
    setReading(true);
    const done = () => {
      under.current[end] = false;
      setReading(under.current.older || under.current.newer);
    };
    load().then(done, () => setTimeout(done, AGAIN_MS));
  }, []);
  const loadOlder = useCallback(
    () => read("older", () => client.loadOlder(roomId)),
    [client, read, roomId],
  );
  const loadNewer = useCallback(
    () => read("newer", () => client.loadNewer(roomId)),
    [client, read, roomId],
  );
  return { reading, loadOlder, loadNewer };
}
