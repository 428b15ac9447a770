/** Runs `task` after `ms`; the answer cancels it. Passed in, so that tests need no clock. */
export type After = (ms: number, task: () => void) => () => void;

/** The browser's own timers. */
export const after: After = (ms, task) => {
  const id = setTimeout(task, ms);
  return () => clearTimeout(id);
};
