import {
  bell,
  bows,
  brass,
  chip,
  clap,
  cymbal,
  drum,
  flute,
  glass,
  guitar,
  reed,
  singer,
  snare,
  string,
  tick,
} from "./instruments";
import type { Recipe } from "./recipe";

/** Sounds that are little pieces of music, each of our own. */
export const MUSIC = {
  clowntown: {
    voices: [
      reed("C3 G4 C3 G4 C3 G4 F3:2", { beat: 0.17, level: 0.6, filter: ["low", 1500, 2] }),
      flute("E5 D#5 E5 A5 F#5 G5 C6:2", {
        beat: 0.17,
        vibrato: [9, 0.02],
        fm: [2, 0.8],
      }),
      brass("220:1", { at: 1.45, ring: 0.5, bend: [1, 1.5, 1, 0.5], level: 0.9, drive: 3 }),
    ],
  },
  cottoneyejoe: {
    voices: [
      bows("A4 B4 A4 E5 D5 B4 A4 G4 A4 B4 D5 E5 A4:4", {
        beat: 0.105,
        attack: 0.01,
        release: 0.02,
        filter: ["band", 2200, 0.7],
      }),
      bows("E4:4 G4:4 D4:4 E4:4", { beat: 0.105, attack: 0.01, level: 0.5 }),
      drum("60:2 60:2 60:2 60:2 60:2 60:2 60:4", { beat: 0.105, level: 1.1 }),
      clap("- 1 - 1 - 1 - 1", { beat: 0.21, level: 0.8 }),
    ],
  },
  curb: {
    voices: [
      brass("C2 - G2 - C2 G1 A#1 C2:2", {
        beat: 0.2,
        ring: 0.17,
        filter: ["low", [200, 700, 300]],
      }),
      string("- E4+A4 - E4+A4 - D4+G4 - E4+A4:2", { beat: 0.2, decay: 0.07, level: 0.8 }),
      string("D#5 D5 - B4 - A#4 A4:2", { beat: 0.2, at: 0.4, decay: 0.12 }),
    ],
  },
  dangerzone: {
    voices: [
      guitar("E2 E2 E2 G2 E2 E2 A#2 A2", { beat: 0.14, ring: 0.13, level: 0.8 }),
      guitar("E2+B2+E3", { at: 1.12, ring: 1.3 }),
      drum("55 - 55 - 55 - 55 55", { beat: 0.14 }),
      snare("- - 1 - - - 1 - 1", { beat: 0.14 }),
      {
        wave: "noise",
        play: "1",
        at: 0.9,
        ring: 1.7,
        swell: [0, 0.3, 1, 0.4, 0],
        filter: ["band", [500, 1400, 2600, 900, 400], 2],
        level: 1.3,
      },
    ],
    hall: 0.3,
  },
  danielsan: {
    voices: [
      string("A3 C4 E4 - F4 E4 C4 A3", { beat: 0.12, ring: 0.6, decay: 0.16, bend: [1.03, 1, 1] }),
      {
        wave: "noise",
        play: "1",
        at: 1,
        ring: 0.28,
        swell: [0, 0.2, 1, 0],
        filter: ["band", [500, 3800], 2],
      },
      {
        wave: "noise",
        play: "1",
        at: 1.28,
        ring: 0.3,
        decay: 0.05,
        filter: ["low", 900],
        level: 2.2,
      },
      bell("110", { at: 1.3, ring: 1.4, fm: [1.41, [5, 1]], decay: 0.6, level: 0.9 }),
    ],
    hall: 0.4,
  },
  drama: {
    voices: [
      bows("D3+A3+D4:1 C#3+G#3+C#4:1 A2+D#3+A3+D#4:3", {
        beat: 0.42,
        filter: ["low", [3500, 1600]],
      }),
      brass("D2 C#2 A1:3", { beat: 0.42, level: 0.9 }),
      drum("70 70 50", { beat: 0.42, ring: 0.8, decay: 0.3, level: 2 }),
    ],
    hall: 0.5,
  },
  flawless: {
    voices: [
      glass("C5 E5 G5 A5 C6 E6 G6 A6 C7 E7", { beat: 0.06, ring: 0.9, level: 0.8 }),
      bell("C7", { at: 0.62, ring: 1.3, fm: [1.5, [0.8, 0]], tremolo: [11, 0.5] }),
      clap("1", { at: 0.62, level: 0.5 }),
    ],
    hall: 0.3,
  },
  letitgo: {
    voices: [
      {
        wave: "noise",
        play: "1",
        ring: 2.6,
        swell: [0, 1, 0.4, 1, 0],
        filter: ["band", [500, 1300, 700, 1900, 900], 5],
        level: 1.1,
      },
      glass("B6 F#6 D7 A6 E7 B6 F#7 C#7", { beat: 0.17, at: 0.5, ring: 0.7, level: 0.5 }),
      bows("D4+A4:1 E4+B4:1 F#4+C#5+A5:2", { at: 0.3, beat: 0.5, attack: 0.2, level: 0.5 }),
    ],
    hall: 0.4,
  },
  live: {
    voices: [
      chip("1760 - 1760 - 1760 -", { beat: 0.07, level: 0.3 }),
      tick("1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", { beat: 0.1, level: 0.6 }),
      brass("C4+G4 C4+G4 C4+G4 D#4+A#4:2 D4+A4 F4+C5:4", {
        beat: 0.15,
        at: 0.42,
        filter: ["low", [3200, 1800]],
      }),
      drum("90 90 90 80:2 90 70:4", { beat: 0.15, at: 0.42, level: 1.2 }),
    ],
    hall: 0.25,
  },
  loggins: {
    voices: [
      drum("140 140 110 110 80 80 60:2", { beat: 0.11, ring: 0.22 }),
      snare("1 1 1 1 1 1 1:2", { beat: 0.11, decay: 0.12, level: 0.7 }),
      {
        wave: "saw",
        play: "A3+E4+A4:1 A3+E4+A4:1 G3+D4+B4:1 D4+A4+F#5:4",
        beat: 0.22,
        at: 0.9,
        spread: 12,
        filter: ["low", 3600],
      },
      guitar("A2 A2 G2 D3:4", { beat: 0.22, at: 0.9, level: 0.6 }),
      snare("- 1 - 1", { beat: 0.22, at: 0.9, decay: 0.12 }),
    ],
    hall: 0.25,
  },
  nyan: {
    voices: [
      chip("F#5 A5 B5 A5 E5:2 F#5 E5 D5 - B4 D5 E5:2 F#5 A5", { beat: 0.1, level: 0.5 }),
      {
        wave: "triangle",
        play: "D3 D4 D3 D4 A2 A3 A2 A3 B2 B3 B2 B3 G2 G3 A2 A3",
        beat: 0.1,
        level: 0.8,
      },
      singer("D6", { at: 1.6, ring: 0.4, vowels: "miau", bend: [0.8, 1.2, 0.9], level: 0.9 }),
    ],
  },
  pushit: {
    voices: [
      {
        wave: "saw",
        play: "D2 D2 - F2 D2 - C2 D2 - D2 F2 G2",
        beat: 0.125,
        filter: ["low", [2400, 200], 4],
        decay: 0.1,
      },
      drum("55 - - - 55 - - - 55", { beat: 0.125 }),
      snare("- - 1 - - - 1 - - - 1", { beat: 0.125, level: 0.8 }),
      tick("1 1 1 1 1 1 1 1 1 1 1 1", { beat: 0.125 }),
      { wave: "noise", play: "1", at: 1.5, ring: 0.4, vowels: "ae", swell: [0.2, 1, 0], level: 2 },
    ],
  },
  sax: {
    voices: [
      reed("A4:1 C5:1 D5:1 E5:3 G5:1 E5:4", {
        beat: 0.17,
        fm: [1, 0.3],
        bend: [0.96, 1, 1, 1],
        vibrato: [5.6, 0.014],
        filter: ["low", [900, 3200, 2200], 2],
      }),
      {
        wave: "noise",
        play: "1",
        at: 0.5,
        ring: 1.4,
        filter: ["band", 2400, 2],
        swell: [0, 1, 0.6, 0],
        level: 0.12,
      },
      tick("1 - 1 1 - 1 1 - 1 1 - 1", { beat: 0.17, level: 0.25 }),
    ],
    hall: 0.3,
  },
  secret: {
    voices: [
      chip("E5 B4 F#5 C#5 G#5 D#6 A#5 F6:2", {
        beat: 0.09,
        at: 0.45,
        level: 0.4,
        filter: ["low", 5000],
      }),
      glass("F6", { at: 1.2, ring: 0.8, level: 0.7 }),
      {
        wave: "noise",
        play: "1",
        ring: 0.45,
        filter: ["low", [180, 320]],
        tremolo: [23, 0.9],
        level: 3,
      },
    ],
    echo: [0.16, 0.35],
  },
  sexyback: {
    voices: [
      {
        wave: "square",
        play: "A#1 - A#1 C#2 - A#1 - E2 A#1:2",
        beat: 0.16,
        filter: ["low", [1800, 260], 3],
        drive: 4,
      },
      drum("50 - - 50 - - 50 - -", { beat: 0.16 }),
      clap("- - - - 1 - - - 1", { beat: 0.16, level: 1.1 }),
      {
        wave: "noise",
        play: "1 - 1 1 - 1 - 1 1 1",
        beat: 0.16,
        ring: 0.05,
        filter: ["band", 3800, 6],
        level: 0.9,
      },
    ],
  },
  story: {
    voices: [
      {
        wave: "noise",
        play: "1",
        ring: 0.35,
        swell: [0, 1, 0.1, 0.7, 0],
        filter: ["high", [2200, 4200]],
        level: 0.5,
      },
      bell("F3+A3+E4:1 G3+B3+F4:1 C3+G3+E4+C5:3", {
        at: 0.4,
        beat: 0.42,
        ring: 1.1,
        fm: [1, [1.2, 0.2]],
      }),
      flute("G4 D5 C5:3", { at: 0.4, beat: 0.42, level: 0.4, vibrato: [5, 0.006] }),
    ],
    hall: 0.35,
  },
  tada: {
    voices: [
      brass("G3+D4+G4+B4:1 C4+G4+C5+E5:6", { beat: 0.2, filter: ["low", [900, 4200, 3000]] }),
      brass("G2 C3:6", { beat: 0.2, level: 0.8 }),
      cymbal("- 1", { beat: 0.2, level: 0.5 }),
      drum("70 60", { beat: 0.2 }),
    ],
    hall: 0.4,
  },
  tmyk: {
    voices: [
      bell("G5 A5 D6 B5:3", { beat: 0.22, at: 0.5, ring: 1, fm: [2, [1, 0.1]] }),
      bows("G3+D4 A3+E4 G3+D4+B4:3", { beat: 0.3, at: 0.5, level: 0.35 }),
      flute("1400", {
        ring: 0.9,
        bend: [0.5, 1.4, 3.4],
        swell: [0, 0.6, 0],
        fm: [1.01, 1.5],
        level: 0.7,
      }),
    ],
    echo: [0.14, 0.4],
  },
  whoomp: {
    voices: [
      drum("48", { ring: 0.9, decay: 0.35, level: 2.4, drive: 2, bend: [4, 1.2, 1, 0.8] }),
      { wave: "saw", play: "C3+F#3+C4", ring: 0.3, decay: 0.12, level: 0.6 },
      {
        wave: "square",
        play: "700",
        at: 0.5,
        ring: 1.3,
        bend: [1, 1.5, 1, 1.5, 1, 1.5, 1],
        level: 0.4,
        filter: ["low", 2200],
      },
      clap("1 - 1 - 1 1 1", { at: 0.5, beat: 0.17, level: 1.2 }),
    ],
  },
  yeah: {
    voices: [
      guitar("E3+B3+E4", { ring: 1.9, level: 0.9 }),
      guitar("B4", {
        at: 0.1,
        ring: 1.6,
        bend: [0.84, 1, 1, 1],
        vibrato: [6.5, 0.012],
        level: 0.8,
      }),
      singer("E5", {
        at: 0.1,
        ring: 1.5,
        vowels: "iea",
        drive: 5,
        bend: [0.8, 1, 0.98, 0.7],
        level: 0.9,
      }),
      drum("60 - 60", { beat: 0.1 }),
      cymbal("1", { level: 0.7 }),
    ],
    hall: 0.3,
  },
} satisfies Record<string, Recipe>;
