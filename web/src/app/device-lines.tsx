import { useEffect } from "react";
import { KeptLine } from "../features/offline/kept-line";
import { StaleLine } from "../features/offline/stale-line";
import { after } from "../lib/timers";
import { keepInBrowser } from "../live/keep-state";
import { useClient, useLive } from "../live/live-provider";
import { useBuild } from "./use-build";

/**
 * What this device has to say: that it shows what it has kept, or that its client is old. It also
 * keeps what the server tells for the next time without it; all of this can wait for the first room.
 */
export function DeviceLines() {
  const { store } = useLive().runtime;
  const keptAt = useClient((state) => state.keptAt);
  const stale = useBuild();
  useEffect(() => keepInBrowser(store, after), [store]);
  return (
    <>
      {keptAt === null ? null : <KeptLine at={keptAt} />}
      {stale === null ? null : <StaleLine why={stale} />}
    </>
  );
}
