import { useEffect, useState } from "react";
import { ownBuild, webBuildOf } from "../lib/build";
import { after } from "../lib/timers";
import { installWorker } from "../lib/worker";
import { useClient } from "../live/live-provider";

/** What a person would have to load the page again for. */
export type Stale = "newer" | "missing" | null;

/** The first minutes belong to the person, not to what makes the next start better, in ms. */
const CALM_MS = 2_000;

/**
 * Compares this page with the server it speaks to. One of the same build is kept for the time
 * without a server; another means that this page is old, and so does a part of it that is gone.
 */
export function useBuild(): Stale {
  const [ours] = useState(ownBuild);
  const theirs = useClient(({ serverBuild }) => serverBuild && webBuildOf(serverBuild));
  const [missing, setMissing] = useState(false);
  const same = ours !== null && ours === theirs;
  useEffect(() => {
    if (!same) return;
    return after(CALM_MS, () => {
      void installWorker();
    });
  }, [same]);
  useEffect(() => {
    const gone = () => setMissing(true);
    window.addEventListener("vite:preloadError", gone);
    return () => window.removeEventListener("vite:preloadError", gone);
  }, []);
  if (ours !== null && theirs !== null && !same) return "newer";
  return missing ? "missing" : null;
}
