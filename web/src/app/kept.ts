import type { OfflineCache } from "../live/offline-cache";

/**
 * What this device keeps for the time without a server. It is read and written seldom: its part comes
 * when it is needed; without it nothing was kept either.
 */
export function keptOnDevice(): Promise<OfflineCache | null> {
  return import("../live/offline-cache").then(
    (module) => module.offlineCache,
    () => null,
  );
}
