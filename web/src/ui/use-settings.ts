import { useSyncExternalStore } from "react";
import { onSettings, type Settings, settings } from "../lib/settings";

/** What the person set for this browser, followed live. */
export function useSettings(): Settings {
  return useSyncExternalStore(onSettings, settings);
}
