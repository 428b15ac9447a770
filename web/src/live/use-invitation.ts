import { paths } from "../lib/paths";
import { useClient } from "./live-provider";

/** The link that lets somebody in, in full; empty until it is known. */
export function useInvitation(): string {
  const joinUrl = useClient((state) => state.joinUrl) ?? "";
  // The server may give a path, when no public address is set.
  return joinUrl === "" ? "" : new URL(joinUrl, location.origin + paths.home()).href;
}
