import { useCallback, useState } from "react";
import type { Goal } from "./goal";

/** The linked message lights up once for each time it is the goal, not whenever its row is drawn anew. */
export function useFlash(goal: Goal) {
  const [spent, setSpent] = useState<Goal | null>(null);
  const done = useCallback(() => setSpent(goal), [goal]);
  return { on: goal.is === "message" && goal !== spent ? goal.id : null, done };
}
