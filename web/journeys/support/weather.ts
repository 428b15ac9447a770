/** How bad a wire is. */
export interface Weather {
  /** How long each chunk takes at least, in ms. */
  readonly delayMs: number;
  /** This share of chunks is held up … */
  readonly heldShare: number;
  /** … so much longer, in ms, and what comes behind them, too. */
  readonly heldMs: number;
  /** Where chance comes from. */
  readonly random: () => number;
}

/** Chance that can be had again: the same seed gives the same row. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
