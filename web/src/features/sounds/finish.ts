/** How long a hall rings on, in seconds. */
export const HALL_SECONDS = 0.5;
/** The walls of the hall: how long the sound is on its way between two, in seconds. */
const WALLS = [0.0297, 0.0371, 0.0411, 0.0437] as const;
/** What a wall gives back. */
const BACK = 0.74;
/** Every sound is made this loud: what is heard of it, on average. */
const LOUDNESS = 0.14;
/** No sample is louder. */
const PEAK = 0.9;
/** Loudness is taken of pieces of this length, in seconds. */
const PIECE = 0.05;
/** Pieces that are quieter than this share of the loudest one count as silence. */
const SILENCE = 0.1;
/** The last of a sound goes out over this time, in seconds. */
const FADE = 0.02;

/** The sound once more and again, weaker each time. */
export function addEcho(out: Float32Array, rate: number, after: number, share: number): void {
  const back = Math.round(after * rate);
  for (let at = back; at < out.length; at += 1) {
    out[at] = (out[at] ?? 0) + (out[at - back] ?? 0) * share;
  }
}

/** A hall around the sound: four walls that throw it back and forth. */
export function addHall(out: Float32Array, rate: number, share: number): void {
  const dry = out.slice();
  for (const wall of WALLS) {
    const back = Math.round(wall * rate);
    const heard = new Float32Array(out.length);
    for (let at = back; at < out.length; at += 1) {
      heard[at] = (dry[at - back] ?? 0) + (heard[at - back] ?? 0) * BACK;
      out[at] = (out[at] ?? 0) + ((heard[at] ?? 0) * share) / WALLS.length;
    }
  }
}

/** Takes off what nobody hears, makes it as loud as all others, and ends it softly. */
export function polish(out: Float32Array, rate: number): void {
  removeRumble(out, rate);
  const gain = LOUDNESS / Math.max(loudness(out, rate), 1e-9);
  const fade = Math.round(FADE * rate);
  for (let at = 0; at < out.length; at += 1) {
    const end = Math.min(1, (out.length - 1 - at) / fade);
    // Loud tops are rounded, not cut.
    out[at] = PEAK * Math.tanh(((out[at] ?? 0) * gain) / PEAK) * end;
  }
}

/** Mean loudness of what is not silence (root of the mean square). */
export function loudness(samples: Float32Array, rate: number): number {
  const size = Math.round(PIECE * rate);
  const pieces: number[] = [];
  for (let from = 0; from + size <= samples.length; from += size) {
    let sum = 0;
    for (let at = from; at < from + size; at += 1) sum += (samples[at] ?? 0) ** 2;
    pieces.push(sum / size);
  }
  const loudest = Math.max(...pieces, 0);
  const heard = pieces.filter((piece) => piece > loudest * SILENCE ** 2);
  return Math.sqrt(heard.reduce((sum, piece) => sum + piece, 0) / Math.max(heard.length, 1));
}

/** What is slower than 30 Hz moves no ear and eats the room of what does. */
function removeRumble(out: Float32Array, rate: number): void {
  const keep = Math.exp((-2 * Math.PI * 30) / rate);
  let before = 0;
  let passed = 0;
  for (let at = 0; at < out.length; at += 1) {
    const now = out[at] ?? 0;
    passed = keep * (passed + now - before);
    before = now;
    out[at] = passed;
  }
}
