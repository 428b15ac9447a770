/** How a value goes over the length of a note: one, or several evenly spaced and joined by lines. */
export type Curve = number | readonly number[];

/** One instrument of a sound and what it plays. Times are seconds unless they say otherwise. */
export interface Voice {
  readonly wave: "sine" | "triangle" | "saw" | "square" | "noise";
  /**
   * Its notes, one beat each: `C4`, `F#3:2` (two beats), `440` (in Hz), `C4+E4` (together), `-` (a
   * rest).
   */
  readonly play: string;
  readonly beat?: number;
  /** When the first note begins. */
  readonly at?: number;
  /** How long each note sounds, whatever its beats. */
  readonly ring?: number;
  readonly level?: number;
  readonly attack?: number;
  readonly release?: number;
  /** As with a bell or a string: how long until a third is left. */
  readonly decay?: number;
  /** Loudness over the note. */
  readonly swell?: Curve;
  /** Factor of the pitch over the note. */
  readonly bend?: Curve;
  /** Times a second, and how far as a share of the pitch. */
  readonly vibrato?: readonly [hz: number, share: number];
  /** Times a second, and how deep from 0 to 1. */
  readonly tremolo?: readonly [hz: number, depth: number];
  /** A second tone at `ratio` of the pitch shakes the phase by `index`. Sines only. */
  readonly fm?: readonly [ratio: number, index: Curve];
  readonly filter?: readonly [kind: "low" | "high" | "band", hz: Curve, sharpness?: number];
  /** A mouth that goes through these vowels over the note: some of `aeiou`, and `m` for a closed one. */
  readonly vowels?: string;
  /** How hard it is overdriven; 0 not at all. */
  readonly drive?: number;
  /** Played by three, this many cents apart. */
  readonly spread?: number;
}

/** A sound as data. */
export interface Recipe {
  readonly voices: readonly Voice[];
  /** Seconds until the sound comes back, and with what share of its strength. */
  readonly echo?: readonly [after: number, share: number];
  /** How much of a hall is around it, from 0 to 1. */
  readonly hall?: number;
}
