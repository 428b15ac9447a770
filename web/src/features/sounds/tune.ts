/** A note of a tune: its pitch, when it begins and how long its place is, in seconds. */
export interface Note {
  readonly hz: number;
  readonly at: number;
  readonly length: number;
}

/** Semitones above C. */
const STEPS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Reads a tune such as `C4 E4:2 - C4+G4 880`; every word takes a beat unless it says how many. */
export function notesOf(tune: string, beat: number, begin: number): readonly Note[] {
  const notes: Note[] = [];
  let at = begin;
  for (const word of tune.split(" ")) {
    const [pitches = "", beats = "1"] = word.split(":");
    const length = Number(beats) * beat;
    if (pitches !== "-") {
      for (const pitch of pitches.split("+")) notes.push({ hz: hzOf(pitch), at, length });
    }
    at += length;
  }
  return notes;
}

/** The frequency of `A4`, `C#3` or plain `440`. */
function hzOf(pitch: string): number {
  const [, letter, sharp, octave] = /^([A-G])(#?)(\d)$/u.exec(pitch) ?? [];
  if (letter === undefined) return Number(pitch);
  const semitones = (STEPS[letter] ?? 0) + (sharp === "#" ? 1 : 0) + Number(octave) * 12;
  return 440 * 2 ** ((semitones - 57) / 12);
}
