import { air, bell, bows, clap, drum, flute, glass, snare, string, tick } from "./instruments";
import type { Recipe } from "./recipe";

/** Sounds of things, animals and machines. */
export const THINGS = {
  "56k": {
    voices: [
      flute("697+1209 852+1336 770+1477 941+1336 852+1209 697+1477", { beat: 0.075, ring: 0.06 }),
      flute("2100", { at: 0.5, ring: 0.4, level: 0.9 }),
      {
        wave: "square",
        play: "980 1650 1180 1650 980 1850 1180 1650 980 1650",
        at: 0.95,
        beat: 0.045,
        filter: ["band", 1500, 1.5],
      },
      {
        wave: "sine",
        play: "1200",
        at: 1.4,
        ring: 0.6,
        fm: [1.37, [4, 9, 3]],
        tremolo: [48, 0.9],
      },
      air("1", {
        at: 1.7,
        ring: 1,
        filter: ["band", [1700, 2100, 1800], 1.2],
        swell: [0, 1, 1, 0.9],
      }),
    ],
  },
  butts: {
    voices: [
      tick("1 - 1", { beat: 0.14, filter: ["band", 3500, 3], decay: 0.015, level: 2.4 }),
      air("1", { at: 0.3, ring: 0.35, filter: ["high", 3000], decay: 0.12, level: 0.7 }),
      air("1", { at: 0.7, ring: 0.5, filter: ["band", [1800, 3800], 3], swell: [0, 0.6, 0] }),
      air("1", { at: 1.35, ring: 1.2, vowels: "u", swell: [0, 1, 0.6, 0], level: 2.4 }),
      tick("1 1 1 1 1 1 1 1", { at: 0.72, beat: 0.055, level: 0.25 }),
    ],
  },
  crickets: {
    voices: [
      {
        wave: "sine",
        play: "4480 - 4480 - - 4480 -",
        beat: 0.36,
        ring: 0.3,
        tremolo: [31, 1],
        swell: [0, 1, 1, 0.7],
        fm: [2, 0.4],
      },
      {
        wave: "sine",
        play: "- 5130 - - 5130 - 5130",
        beat: 0.33,
        ring: 0.22,
        tremolo: [38, 1],
        level: 0.35,
      },
      air("1", { ring: 2.5, filter: ["band", 6000, 3], swell: [0, 1, 1, 0], level: 0.05 }),
    ],
  },
  dadgummit: {
    voices: [
      tick("1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", {
        beat: 0.042,
        filter: ["band", 2600, 5],
        decay: 0.008,
        level: 2.6,
      }),
      string("660", { at: 0.78, ring: 0.1, decay: 0.02, level: 1.8 }),
      {
        wave: "triangle",
        play: "130",
        at: 0.84,
        ring: 1.2,
        decay: 0.4,
        vibrato: [13, 0.35],
        bend: [1, 1.5, 1.3],
      },
      flute("420", { at: 1.9, ring: 0.25, bend: [1, 0.6, 2.1], decay: 0.1, level: 1.4 }),
    ],
  },
  greatjob: {
    voices: [
      clap("1 1 1 1 1 1 1 1 1 1 1 1 1 1", { beat: 0.15 }),
      clap("1 1 1 1 1 1 1 1 1 1", { at: 0.07, beat: 0.19, filter: ["band", 1100, 2] }),
      clap("1 1 1 1 1 1 1 1 1", { at: 0.11, beat: 0.23, filter: ["band", 2100, 2] }),
      bell("G5 D6:3", { at: 0.3, beat: 0.2, ring: 0.9, fm: [2, [0.8, 0]], level: 0.8 }),
    ],
    hall: 0.3,
  },
  guarantee: {
    voices: [
      tick("1 1", { beat: 0.08, filter: ["band", 1800, 3], decay: 0.02, level: 2 }),
      air("1", { at: 0.16, ring: 0.24, filter: ["band", [700, 1500], 3], level: 0.8 }),
      glass("2093+2794+3520", { at: 0.4, ring: 1.3, decay: 0.4, level: 0.9 }),
      glass("2093+2794+3520", { at: 0.5, ring: 1.2, decay: 0.35, level: 0.7 }),
      tick("1 1 1 1 1", { at: 0.95, beat: 0.07, filter: ["band", 5200, 8], level: 1.2 }),
    ],
  },
  horror: {
    voices: [
      {
        wave: "saw",
        play: "70",
        ring: 1.1,
        bend: [1, 1.6, 1.1, 2.2, 1.4],
        tremolo: [17, 0.8],
        filter: ["band", [600, 1400, 900, 2000], 6],
        level: 1.6,
      },
      bows("D#5+E5+A5+A#5", {
        at: 0.9,
        ring: 1.6,
        attack: 0.7,
        swell: [0, 0.3, 1, 1],
        bend: [0.94, 1, 1.08],
        tremolo: [14, 0.6],
        filter: ["band", 2800, 0.8],
      }),
      drum("40 - 40 - - 40 - 40", { beat: 0.3, decay: 0.1 }),
    ],
    hall: 0.6,
  },
  makeitso: {
    voices: [
      flute("1318 1760 2217", { beat: 0.08, ring: 0.09, fm: [1, 0.7] }),
      {
        wave: "saw",
        play: "55",
        at: 0.3,
        ring: 2.1,
        bend: [1, 1.1, 1.6, 3.6, 5],
        spread: 10,
        filter: ["low", [200, 500, 2600]],
        swell: [0.5, 0.7, 1, 0],
      },
      air("1", { at: 1.2, ring: 1.4, filter: ["band", [500, 5200, 900], 2], swell: [0, 1, 0] }),
    ],
    hall: 0.3,
  },
  rollout: {
    voices: [
      {
        wave: "saw",
        play: "50",
        ring: 2.5,
        bend: [0.7, 1, 1.9, 1.3, 2.6, 1.8, 3.4],
        tremolo: [24, 0.5],
        drive: 3,
        filter: ["low", [400, 900, 1300, 600]],
        swell: [0.4, 1, 1, 1, 0.8, 0],
      },
      flute("1900", {
        at: 0.9,
        ring: 0.6,
        vibrato: [19, 0.05],
        fm: [1.1, 2],
        swell: [0, 1, 0.6, 0],
        level: 0.4,
      }),
      air("1", { at: 0.9, ring: 1.5, filter: ["band", [1500, 700], 1], swell: [0, 0.8, 0] }),
    ],
  },
  totes: {
    voices: [
      flute("300 - 420", { beat: 0.11, ring: 0.09, bend: [0.6, 1.9], decay: 0.06, level: 1.2 }),
      string("C5+E5 A5+C6:3", { at: 0.4, beat: 0.16, decay: 0.16 }),
      clap("1", { at: 0.72, level: 0.8 }),
    ],
    hall: 0.15,
  },
  unix: {
    voices: [
      tick("1 1 - 1 1 1 - 1 1 - 1 1 1 1 - 1", {
        beat: 0.085,
        filter: ["band", 2300, 1.5],
        decay: 0.012,
        level: 1.8,
      }),
      drum("190 180 - 200 185 190 - 180 200 - 190 185 180 190 - 150", {
        beat: 0.085,
        ring: 0.05,
        decay: 0.015,
        level: 0.7,
      }),
      {
        wave: "square",
        play: "880",
        at: 1.5,
        ring: 0.28,
        level: 0.35,
        filter: ["low", 4000],
      },
      air("1", { ring: 2.1, filter: ["band", 240, 6], swell: [0, 1, 1, 0], level: 0.5 }),
      tick("1 - 1 1 - 1", { at: 1.85, beat: 0.05, filter: ["band", 900, 6], level: 1.5 }),
    ],
  },
  wups: {
    voices: [
      flute("1500", { ring: 0.75, bend: [1, 1.1, 0.6, 0.2], vibrato: [9, 0.02], level: 0.9 }),
      snare("1", { at: 0.8, filter: ["low", 700], decay: 0.05, level: 3 }),
      {
        wave: "triangle",
        play: "170",
        at: 0.8,
        ring: 0.7,
        decay: 0.2,
        vibrato: [16, 0.3],
        bend: [0.8, 1.4, 1.6],
      },
    ],
  },
} satisfies Record<string, Recipe>;
