import { useCallback, useState } from "react";

const KEY = "campfire.draft.";

/** The words not sent yet, kept on this device at every key. */
export function useDraft(userId: string, roomId: string): [string, (text: string) => void] {
  const key = `${KEY}${userId}.${roomId}`;
  const [text, setText] = useState(() => read(key));
  const change = useCallback(
    (next: string) => {
      setText(next);
      keep(key, next);
    },
    [key],
  );
  return [text, change];
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage is refused or full; the words are still on the screen.
  }
}
