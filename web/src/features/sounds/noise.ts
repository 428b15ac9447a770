/** Noise between -1 and 1 that is the same each time it begins with the same seed (xorshift). */
export function noiseOf(seed: number): () => number {
  let state = 0x9e3779b9 ^ (seed * 0x85ebca6b);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x80000000;
  };
}
