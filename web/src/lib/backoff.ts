/** Gives a number of `0 <= n < 1`; `Math.random` in life, a fixed row in tests. */
export type Random = () => number;

/** Full jitter: any time up to the exponential bound, so that many clients never try in step. */
export function fullJitter(random: Random, baseMs: number, step: number, capMs: number): number {
  return Math.round(random() * Math.min(capMs, baseMs * 2 ** step));
}
