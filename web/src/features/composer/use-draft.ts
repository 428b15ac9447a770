import { useCallback, useSyncExternalStore } from "react";
import { draftOf, keepDraft, onDrafts } from "../../lib/drafts";

/** The words not sent yet, kept on this device at every key and followed in other tabs. */
export function useDraft(userId: string, roomId: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(onDrafts, () => draftOf(userId, roomId));
  const change = useCallback((next: string) => keepDraft(userId, roomId, next), [userId, roomId]);
  return [text, change];
}
