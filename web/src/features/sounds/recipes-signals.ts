import { brass, cymbal, drum, reed, singer, snare } from "./instruments";
import type { Recipe } from "./recipe";

/** Horns, drums and bells that say something by themselves. */
export const SIGNALS = {
  bell: {
    voices: [
      {
        wave: "sine",
        play: "1244+2490+3730+5210+6890",
        ring: 2.4,
        decay: 0.45,
        attack: 0.001,
        level: 0.6,
      },
      { wave: "sine", play: "1251+1247", ring: 2.4, decay: 0.9, attack: 0.001 },
      { wave: "noise", play: "1", ring: 0.03, filter: ["high", 4000], level: 0.5 },
    ],
  },
  deeper: {
    voices: [
      {
        wave: "saw",
        play: "D2 A#1 F1:2",
        beat: 0.6,
        spread: 8,
        drive: 3,
        filter: ["low", [300, 1500, 700]],
        attack: 0.06,
      },
      { wave: "sine", play: "73 58 44:2", beat: 0.6, bend: [1, 1, 0.94], attack: 0.05, level: 0.9 },
    ],
    hall: 0.5,
  },
  donotwant: {
    voices: [
      {
        wave: "square",
        play: "116:1 - 98:3",
        beat: 0.22,
        drive: 4,
        fm: [1.5, 1],
        filter: ["low", 1500],
      },
      singer("220 - 175:3", { beat: 0.22, vowels: "ua", bend: [1.1, 1, 0.8], level: 0.7 }),
      reed("98 - 92:3", { beat: 0.22, tremolo: [28, 0.8] }),
    ],
  },
  greyjoy: {
    voices: [
      brass("F4:2 E4 C#4 D4 G#3:4", {
        beat: 0.24,
        bend: [0.93, 1.02, 0.97, 1.01, 0.9],
        vibrato: [3.5, 0.025],
        filter: ["band", [700, 1300, 800], 1.2],
        drive: 2,
      }),
      {
        wave: "noise",
        play: "1",
        at: 1.2,
        ring: 1,
        filter: ["band", 900, 2],
        swell: [0, 0.4, 0.2],
        level: 0.5,
      },
    ],
    hall: 0.3,
  },
  honk: {
    voices: [
      {
        wave: "square",
        play: "311+392:2 - 311+392:4",
        beat: 0.12,
        drive: 2,
        filter: ["band", 1100, 0.9],
        attack: 0.015,
        bend: [0.94, 1, 1, 0.97],
      },
    ],
  },
  horn: {
    voices: [
      {
        wave: "saw",
        play: "466 466 466 - 466:7",
        beat: 0.14,
        drive: 4,
        spread: 14,
        bend: [1.06, 1, 1, 0.94],
        attack: 0.006,
        filter: ["band", 1700, 0.6],
      },
    ],
    echo: [0.22, 0.35],
  },
  rimshot: {
    voices: [
      drum("150 100", { beat: 0.19, decay: 0.1, level: 1.6 }),
      snare("1", { decay: 0.08 }),
      drum("62", { at: 0.52, level: 1.4 }),
      cymbal("1", { at: 0.52, ring: 1.6, decay: 0.5, level: 0.9 }),
    ],
  },
  rumble: {
    voices: [
      {
        wave: "sine",
        play: "830+1640+2210+3370 830+1640+2210+3370 830+1640+2210+3370",
        beat: 0.34,
        ring: 0.7,
        decay: 0.2,
        attack: 0.001,
        level: 0.4,
      },
      {
        wave: "noise",
        play: "1",
        ring: 2.8,
        filter: ["band", [350, 500, 900, 600], 0.7],
        tremolo: [6, 0.4],
        swell: [0.1, 0.5, 1, 0.7, 0],
        level: 0.9,
      },
      {
        wave: "noise",
        play: "1",
        at: 0.8,
        ring: 2,
        filter: ["low", [70, 160, 90], 2],
        swell: [0, 1, 0.5, 0],
        level: 5,
      },
    ],
  },
  trombone: {
    voices: [
      brass("A#3:2 A3:2 G#3:2 G3:6", {
        beat: 0.19,
        bend: [0.97, 1, 1, 1, 0.985],
        vibrato: [5.5, 0.018],
        filter: ["low", [350, 1500, 600, 1300, 500], 2],
      }),
    ],
    hall: 0.2,
  },
  vuvuzela: {
    voices: [
      {
        wave: "saw",
        play: "233",
        ring: 2.2,
        attack: 0.09,
        release: 0.2,
        spread: 6,
        drive: 2,
        vibrato: [7, 0.006],
        filter: ["band", 900, 0.6],
      },
      {
        wave: "saw",
        play: "226+239",
        at: 0.35,
        ring: 1.8,
        attack: 0.2,
        release: 0.5,
        level: 0.4,
        filter: ["low", 1600],
      },
    ],
  },
} satisfies Record<string, Recipe>;
