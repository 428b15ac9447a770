import type { Voice } from "./recipe";

/** What differs from an instrument's own way. */
type Way = Partial<Voice>;

/** Makes an instrument: what it always does, then what it plays, then what differs this once. */
function instrument(own: Omit<Voice, "play">) {
  return (play: string, way: Way = {}): Voice => ({ ...own, play, ...way });
}

/** A plain, soft tone. */
export const flute = instrument({ wave: "sine", attack: 0.02, release: 0.05 });
/** A metal plate that is struck. */
export const bell = instrument({ wave: "sine", fm: [3.51, [2.2, 0.4]], decay: 0.5, release: 0.1 });
/** Small and bright: the tinkle of glass. */
export const glass = instrument({ wave: "sine", fm: [2.76, [0.9, 0]], decay: 0.22 });
/** A string that is plucked. */
export const string = instrument({ wave: "saw", filter: ["low", [4200, 700]], decay: 0.2 });
/** Many strings that are bowed. */
export const bows = instrument({
  wave: "saw",
  spread: 9,
  attack: 0.08,
  release: 0.12,
  vibrato: [5.5, 0.004],
  filter: ["low", 2600],
});
/** Trumpets and their deeper relatives. */
export const brass = instrument({
  wave: "saw",
  attack: 0.03,
  release: 0.06,
  vibrato: [5, 0.004],
  filter: ["low", [600, 2600, 2000, 1500], 1.2],
});
/** A reed: saxophones and whatever else buzzes warmly. */
export const reed = instrument({
  wave: "square",
  attack: 0.03,
  release: 0.07,
  vibrato: [5.2, 0.008],
  filter: ["low", [900, 2400, 1600], 1.5],
});
/** The tone of the first video games. */
export const chip = instrument({ wave: "square", release: 0.01 });
/** A guitar through an amplifier that is too small for it. */
export const guitar = instrument({
  wave: "saw",
  drive: 7,
  decay: 0.9,
  filter: ["low", [3600, 1800], 0.9],
});
/** Somebody who sings or shouts. */
export const singer = instrument({
  wave: "saw",
  vowels: "a",
  attack: 0.03,
  release: 0.06,
  vibrato: [5.4, 0.012],
});
/** Air, steam, waves, a crowd far away. */
export const air = instrument({ wave: "noise", filter: ["band", 1200, 1], attack: 0.02 });

/** A big drum. */
export const drum = instrument({
  wave: "sine",
  bend: [2.6, 1, 0.9, 0.9],
  decay: 0.12,
  ring: 0.35,
  level: 1.6,
});
/** The wires of a small drum. */
export const snare = instrument({
  wave: "noise",
  filter: ["high", 1400],
  decay: 0.055,
  ring: 0.2,
});
/** A small closed cymbal. */
export const tick = instrument({
  wave: "noise",
  filter: ["high", 7000],
  decay: 0.02,
  ring: 0.07,
  level: 0.7,
});
/** A cymbal that rings. */
export const cymbal = instrument({
  wave: "noise",
  filter: ["high", [3200, 5200]],
  decay: 0.4,
  ring: 1.2,
});
/** Two hands. */
export const clap = instrument({
  wave: "noise",
  filter: ["band", 1500, 1.6],
  decay: 0.03,
  ring: 0.12,
  tremolo: [70, 0.6],
  level: 1.4,
});
