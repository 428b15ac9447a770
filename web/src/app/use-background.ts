import { useEffect } from "react";
import { useLocation } from "wouter";
import type { LiveClient } from "../live/live-client";

/** Starts what goes on beside the screen, once there is something on it. */
export function useBackground(client: LiveClient | null): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (client === null) return;
    let wanted = true;
    let end = () => {};
    const stop = client.runtime.store.subscribe(({ loaded }) => {
      if (!loaded) return;
      stop();
      import("./background").then(
        ({ startBackground }) => {
          if (wanted) end = startBackground(client, navigate);
        },
        // It did not come; the next load of the page asks again.
        () => undefined,
      );
    });
    return () => {
      wanted = false;
      stop();
      end();
    };
  }, [client, navigate]);
}
