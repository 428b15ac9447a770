import { useCallback, useRef, useState } from "react";
import { ApiProblem, unreachable } from "./problem";

/** How a call stands: under way, refused, or neither. */
export interface CallState {
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
}

/**
 * Runs a call for a form or a button: one at a time, the refusal kept for display. The answer is
 * true when it succeeded.
 */
export function useCall(): CallState & {
  run: (call: () => Promise<unknown>) => Promise<boolean>;
  problemOf: (field: string) => string | undefined;
} {
  const [state, setState] = useState<CallState>({ busy: false, problem: null });
  const busy = useRef(false);
  const run = useCallback(async (call: () => Promise<unknown>) => {
    if (busy.current) return false;
    busy.current = true;
    setState({ busy: true, problem: null });
    try {
      await call();
      setState({ busy: false, problem: null });
      return true;
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : unreachable();
      setState({ busy: false, problem });
      return false;
    } finally {
      busy.current = false;
    }
  }, []);
  const problemOf = (field: string) =>
    state.problem?.fields.find((found) => found.field === field)?.detail;
  return { ...state, run, problemOf };
}

/** The text of a form's field, "" when it is missing. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
