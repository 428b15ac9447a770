import { addEcho, addHall, HALL_SECONDS, polish } from "./finish";
import { noiseOf } from "./noise";
import { addNote } from "./note";
import type { Recipe, Voice } from "./recipe";
import { type Note, notesOf } from "./tune";

/** No sound is longer, in seconds. */
export const LONGEST = 3;
/** An echo is over after so many returns. */
const RETURNS = 3;

/** The samples of a sound, between -1 and 1. The same name and rate give the same samples. */
export function render(recipe: Recipe, rate: number): Float32Array<ArrayBuffer> {
  const work = renderInSteps(recipe, rate);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, a note at a time, so that whoever shows a page can do so between two notes. */
export function* renderInSteps(
  recipe: Recipe,
  rate: number,
): Generator<void, Float32Array<ArrayBuffer>> {
  const parts = recipe.voices.flatMap(notesOfVoice);
  const out = new Float32Array(Math.ceil(secondsOf(recipe, parts) * rate));
  const noise = noiseOf(recipe.voices.length);
  for (const { voice, note } of parts) {
    for (const cents of voice.spread === undefined ? [0] : [-voice.spread, 0, voice.spread]) {
      const hz = note.hz * 2 ** (cents / 1200);
      addNote(out, rate, voice, { ...note, hz }, noise);
      yield;
    }
  }
  if (recipe.echo !== undefined) addEcho(out, rate, ...recipe.echo);
  if (recipe.hall !== undefined) addHall(out, rate, recipe.hall);
  yield;
  polish(out, rate);
  return out;
}

function notesOfVoice(voice: Voice): { voice: Voice; note: Note }[] {
  const notes = notesOf(voice.play, voice.beat ?? 1, voice.at ?? 0);
  return notes.map((note) => ({ voice, note: { ...note, length: voice.ring ?? note.length } }));
}

function secondsOf(recipe: Recipe, parts: readonly { note: Note }[]): number {
  const dry = Math.max(...parts.map(({ note }) => note.at + note.length));
  const echo = (recipe.echo?.[0] ?? 0) * RETURNS;
  const hall = recipe.hall === undefined ? 0 : HALL_SECONDS;
  return Math.min(LONGEST, dry + Math.max(echo, hall));
}
