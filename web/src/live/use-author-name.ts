import type { Creator } from "../api/types";
import { useClient } from "./live-provider";

/** What the author of a message is called now; what they were called then, when nobody told us. */
export function useAuthorName(creator: Creator): string {
  return useClient((state) => state.people[creator.id]?.name ?? creator.name);
}
