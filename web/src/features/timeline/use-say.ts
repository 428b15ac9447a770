import { useCallback, useState } from "react";

/** What was said to who does not see the screen; a number makes the same words new. */
export interface Said {
  readonly words: string;
  readonly n: number;
}

/** Words for a status line that is heard and not seen. */
export function useSay(): { said: Said; say: (words: string) => void } {
  const [said, setSaid] = useState<Said>({ words: "", n: 0 });
  const say = useCallback((words: string) => setSaid(({ n }) => ({ words, n: n + 1 })), []);
  return { said, say };
}
