/** Runs `task` after `ms`; the answer cancels it. Passed in, so that tests need no clock. */
export type After = (ms: number, task: () => void) => () => void;

/** The browser's own timers. */
export const after: After = (ms, task) => {
  const id = setTimeout(task, ms);
  return () => clearTimeout(id);
};

/** Runs a task when nothing else is to be done, or at once in a browser that cannot say when that is. */
export function idle(task: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(task);
  else task();
}
