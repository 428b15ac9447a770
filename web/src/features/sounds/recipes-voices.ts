import { air, bell, clap, drum, flute, glass, reed, singer, snare, tick } from "./instruments";
import type { Recipe } from "./recipe";

/** Sounds of mouths: words without words, laughter, whistles. */
export const VOICES = {
  ballmer: {
    voices: [
      singer("175 208 196 156 - 185 220 208 165", {
        beat: 0.16,
        ring: 0.15,
        vowels: "eou",
        drive: 4,
        bend: [1.1, 1, 0.9],
        attack: 0.01,
      }),
      air("1 1 1 1 - 1 1 1 1", { beat: 0.16, ring: 0.05, filter: ["high", 2500], level: 0.4 }),
      clap("1 - 1 - - 1 - 1 -", { beat: 0.16, level: 1.2 }),
    ],
    hall: 0.35,
  },
  bezos: {
    voices: [
      singer("330:2 370 350 330 311 294 277 247 220:2", {
        beat: 0.15,
        ring: 0.12,
        vowels: "aae",
        swell: [0.3, 1, 0.2],
        bend: [1.15, 1, 0.9],
        drive: 2,
      }),
      air("1:2 1 1 1 1 1 1 1 1:2", { beat: 0.15, ring: 0.08, vowels: "a", level: 0.9 }),
    ],
    hall: 0.2,
  },
  bueller: {
    voices: [
      singer("117 112 125 - - 117 112 138", {
        beat: 0.22,
        ring: 0.23,
        vowels: "eim",
        vibrato: [4, 0.002],
        bend: [1, 1, 0.98],
      }),
      reed("117 112 125 - - 117 112 138", {
        beat: 0.22,
        ring: 0.2,
        filter: ["band", 950, 5],
        level: 0.4,
      }),
    ],
    hall: 0.45,
  },
  glados: {
    voices: [
      {
        wave: "saw",
        play: "G4 E4 A4 F4:2 - D4 C#4:3",
        beat: 0.19,
        vowels: "eiao",
        tremolo: [62, 0.9],
        vibrato: [0, 0],
        bend: [1, 1, 1],
        drive: 3,
      },
      {
        wave: "sine",
        play: "G5 E5 A5 F5:2 - D5 C#5:3",
        beat: 0.19,
        fm: [1.27, [3, 1]],
        level: 0.4,
      },
      { wave: "square", play: "60", at: 1.2, ring: 0.9, bend: [1, 0.5], level: 0.2 },
    ],
    echo: [0.045, 0.45],
  },
  gogogo: {
    voices: [
      singer("196:2 233:2 294:4", {
        beat: 0.17,
        ring: 0.28,
        vowels: "oou",
        drive: 5,
        attack: 0.008,
        bend: [1.2, 1.05, 0.9],
      }),
      air("1:2 1:2 1", { beat: 0.17, ring: 0.04, filter: ["band", 1700, 2], level: 1.2 }),
      drum("70 70 70 70 70 70", { beat: 0.17, level: 1 }),
      flute("2600", {
        at: 1.05,
        ring: 0.7,
        tremolo: [32, 0.7],
        vibrato: [32, 0.03],
        level: 0.7,
      }),
    ],
  },
  heygirl: {
    voices: [
      flute("900 - 900:2", { beat: 0.42, ring: 0.45, bend: [1, 1.4, 2.3], level: 0.8 }),
      flute("2070", { at: 1.27, ring: 0.5, bend: [1, 0.7, 0.42], level: 0.8 }),
      air("1 - 1:2", { beat: 0.42, ring: 0.45, filter: ["band", 2400, 3], level: 0.15 }),
      glass("E6 G6 B6 D7 F#7", { at: 1.75, beat: 0.06, ring: 0.5, level: 0.5 }),
    ],
    hall: 0.25,
  },
  inconceivable: {
    voices: [
      singer("330 294 440:2 370 311:2", {
        beat: 0.15,
        ring: 0.16,
        vowels: "ieu",
        bend: [0.9, 1.1, 0.9],
        attack: 0.015,
      }),
      reed("330 294 440:2 370 311:2", {
        beat: 0.15,
        ring: 0.16,
        bend: [0.9, 1.1, 0.9],
        filter: ["band", 1700, 4],
        level: 0.5,
      }),
      flute("520", { at: 1.3, ring: 0.45, bend: [1, 0.9, 1.1, 1.9], level: 0.8 }),
    ],
    hall: 0.2,
  },
  noooo: {
    voices: [
      singer("262", {
        ring: 2.1,
        vowels: "mooou",
        bend: [0.95, 1.12, 1.05, 0.92, 0.62],
        vibrato: [6, 0.02],
        swell: [0.2, 1, 1, 0.8, 0],
        drive: 3,
      }),
    ],
    echo: [0.21, 0.4],
    hall: 0.5,
  },
  ohmy: {
    voices: [
      singer("104:3 - 117:5", {
        beat: 0.16,
        vowels: "oumai",
        bend: [1.12, 1.2, 1, 0.82],
        attack: 0.06,
        swell: [0.4, 1, 0.8, 0.3],
      }),
      { wave: "sine", play: "104:3 - 117:5", beat: 0.16, bend: [1.12, 1.2, 1, 0.82], attack: 0.06 },
    ],
    hall: 0.3,
  },
  ohyeah: {
    voices: [
      singer("62:2 - 78:4 - 62:3", {
        beat: 0.19,
        vowels: "oea",
        drive: 6,
        bend: [1.05, 1, 0.9],
        spread: 10,
        vibrato: [3, 0.01],
      }),
      tick("1 - 1 1 - 1 1 - 1 1 - 1", { beat: 0.16, level: 0.9 }),
      drum("52 - - - 52 - - - 52", { beat: 0.24 }),
      air("- - 1", { beat: 0.25, ring: 0.18, filter: ["band", [900, 3500], 4], level: 0.8 }),
    ],
  },
  trololo: {
    voices: [
      singer("F4 A4 G4 C5 A#4 A4 F4 D4 G4:3", {
        beat: 0.2,
        vowels: "uoao",
        vibrato: [6, 0.018],
        attack: 0.04,
        swell: [0.5, 1, 0.8],
      }),
      flute("F5 A5 G5 C6 A#5 A5 F5 D5 G5:3", { beat: 0.2, level: 0.12 }),
      { wave: "triangle", play: "F3:2 C3:2 F3:2 D3:2 C3:3", beat: 0.2, ring: 0.3, level: 0.5 },
    ],
    hall: 0.25,
  },
  what: {
    voices: [
      air("1", { ring: 0.3, filter: ["band", [900, 3600, 700, 4200, 500], 3], level: 1.6 }),
      {
        wave: "saw",
        play: "300",
        ring: 0.3,
        bend: [1, 4, 0.6, 5, 0.4],
        filter: ["band", 1800, 1],
        level: 0.5,
      },
      singer("160", { at: 0.5, ring: 0.5, vowels: "uaae", bend: [0.9, 1, 1.3, 1.9], drive: 2 }),
      air("1", { at: 1, ring: 0.05, filter: ["high", 3500], level: 0.7 }),
    ],
  },
  yay: {
    voices: [
      singer("523+587+659+494", {
        ring: 1.2,
        vowels: "iaei",
        spread: 18,
        bend: [0.8, 1, 1.12, 1.05],
        swell: [0.3, 1, 0.8, 0],
      }),
      reed("698", {
        at: 0.5,
        ring: 0.9,
        tremolo: [26, 0.7],
        bend: [0.8, 1, 1.1, 0.9],
        filter: ["band", 2000, 2],
        level: 0.8,
      }),
      clap("1 1 1 1 1 1 1 1 1", { at: 0.3, beat: 0.13, level: 0.5 }),
      snare("1 1 1 1 1 1 1 1", { at: 0.36, beat: 0.13, level: 0.15 }),
    ],
    hall: 0.2,
  },
  yodel: {
    voices: [
      singer("G3:2 E4 G4:2 E5 C5 E5 C5 G4:4", {
        beat: 0.17,
        vowels: "aoiu",
        vibrato: [6.5, 0.014],
        attack: 0.012,
        bend: [0.97, 1, 1],
      }),
      bell("C6", { at: 1.9, ring: 0.6, fm: [1.4, 1.5], level: 0.25 }),
    ],
    echo: [0.31, 0.32],
    hall: 0.3,
  },
} satisfies Record<string, Recipe>;
