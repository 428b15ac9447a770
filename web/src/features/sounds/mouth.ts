import { Filter } from "./filter";

/** Where a mouth that says a vowel lets most through, in Hz. */
const VOWELS: Readonly<Record<string, readonly [number, number, number]>> = {
  a: [780, 1200, 2700],
  e: [480, 1850, 2600],
  i: [300, 2250, 3000],
  o: [480, 850, 2600],
  u: [330, 700, 2400],
  m: [250, 950, 2200],
};
/** How loud each of the three is beside the others, and how sharp. */
const LEVELS = [1, 0.55, 0.22] as const;
const SHARPNESS = [7, 9, 11] as const;

/** A mouth: makes a voice of a buzz or of noise. */
export class Mouth {
  private readonly filters: readonly Filter[];

  constructor(
    private readonly vowels: string,
    rate: number,
  ) {
    this.filters = LEVELS.map(() => new Filter(rate));
  }

  /** Shapes it as at this share of its vowels, from 0 to 1. */
  tune(share: number): void {
    const place = share * (this.vowels.length - 1);
    const at = Math.floor(place);
    const from = vowel(this.vowels, at);
    const to = vowel(this.vowels, at + 1);
    this.filters.forEach((filter, n) => {
      const hz = (from[n] ?? 0) + ((to[n] ?? 0) - (from[n] ?? 0)) * (place - at);
      filter.tune(hz, SHARPNESS[n] ?? 1);
    });
  }

  pass(sample: number): number {
    let sum = 0;
    for (let n = 0; n < LEVELS.length; n += 1) {
      const filter = this.filters[n];
      if (filter === undefined) continue;
      filter.take(sample);
      sum += filter.band * (LEVELS[n] ?? 0);
    }
    return sum * 2;
  }
}

function vowel(vowels: string, at: number): readonly number[] {
  return VOWELS[vowels[Math.min(at, vowels.length - 1)] ?? "a"] ?? [];
}
