import { Filter } from "./filter";
import { Mouth } from "./mouth";
import type { Curve, Voice } from "./recipe";
import type { Note } from "./tune";

/** What moves (pitch, loudness, filters) is looked at once in so many samples. */
const BLOCK = 32;
/** Beginning and end of a note that says nothing about them, in seconds: no click. */
const ATTACK = 0.004;
const RELEASE = 0.03;

/** Adds one note of a voice to the samples of a sound. */
export function addNote(
  out: Float32Array,
  rate: number,
  voice: Voice,
  note: Note,
  noise: () => number,
): void {
  const first = Math.round(note.at * rate);
  const count = Math.min(Math.round(note.length * rate), out.length - first);
  const shape = shaper(voice, rate);
  let phase = 0;
  let loud = 0;
  for (let from = 0; from < count; from += BLOCK) {
    const seconds = from / rate;
    const share = from / count;
    const step = pitchAt(voice, note.hz, seconds, share) / rate;
    const index = voice.fm === undefined ? 0 : valueAt(voice.fm[1], share);
    const wanted = loudnessAt(voice, (from + BLOCK) / rate, count / rate);
    const rise = (wanted - loud) / BLOCK;
    shape.tune(share);
    const to = Math.min(BLOCK, count - from);
    for (let n = 0; n < to; n += 1) {
      phase += step;
      loud += rise;
      const raw = voice.wave === "noise" ? noise() : tone(voice, phase, step, index);
      const at = first + from + n;
      out[at] = (out[at] ?? 0) + shape.pass(raw) * loud;
    }
  }
}

/** The value of a curve at a share of its length. */
export function valueAt(curve: Curve, share: number): number {
  if (typeof curve === "number") return curve;
  const place = Math.min(1, share) * (curve.length - 1);
  const from = curve[Math.floor(place)] ?? 0;
  const to = curve[Math.ceil(place)] ?? from;
  return from + (to - from) * (place % 1);
}

function pitchAt(voice: Voice, hz: number, seconds: number, share: number): number {
  const [often, far] = voice.vibrato ?? [0, 0];
  const shake = 1 + far * Math.sin(2 * Math.PI * often * seconds);
  return hz * valueAt(voice.bend ?? 1, share) * shake;
}

function loudnessAt(voice: Voice, seconds: number, length: number): number {
  const begin = Math.min(1, seconds / (voice.attack ?? ATTACK));
  const end = Math.max(0, Math.min(1, (length - seconds) / (voice.release ?? RELEASE)));
  const fall = voice.decay === undefined ? 1 : Math.exp(-seconds / voice.decay);
  const [often, deep] = voice.tremolo ?? [0, 0];
  const shake = 1 - deep * (0.5 - 0.5 * Math.cos(2 * Math.PI * often * seconds));
  const swell = valueAt(voice.swell ?? 1, seconds / length);
  return (voice.level ?? 1) * begin * end * fall * shake * swell;
}

function tone({ wave, fm }: Voice, phase: number, step: number, index: number): number {
  const turn = phase % 1;
  switch (wave) {
    case "sine":
      return fm === undefined
        ? Math.sin(2 * Math.PI * turn)
        : Math.sin(2 * Math.PI * turn + index * Math.sin(2 * Math.PI * phase * fm[0]));
    case "triangle":
      return 1 - 4 * Math.abs(turn - 0.5);
    case "square":
      return (turn < 0.5 ? 1 : -1) + corner(turn, step) - corner((turn + 0.5) % 1, step);
    default:
      return 2 * turn - 1 - corner(turn, step);
  }
}

/** Rounds the jump of a wave at its turn (polyBLEP), or it would whistle where no tone is. */
function corner(turn: number, step: number): number {
  if (turn < step) {
    const t = turn / step;
    return t + t - t * t - 1;
  }
  if (turn > 1 - step) {
    const t = (turn - 1) / step;
    return t * t + t + t + 1;
  }
  return 0;
}

/** What stands between the tone and the ear: filter, mouth and overdrive. */
function shaper(voice: Voice, rate: number) {
  const filter = voice.filter === undefined ? null : new Filter(rate);
  const mouth = voice.vowels === undefined ? null : new Mouth(voice.vowels, rate);
  const [kind = "low", hz = 0, sharpness = 0.8] = voice.filter ?? [];
  const drive = voice.drive ?? 0;
  return {
    tune(share: number): void {
      filter?.tune(valueAt(hz, share), sharpness);
      mouth?.tune(share);
    },
    pass(raw: number): number {
      let sample = mouth === null ? raw : mouth.pass(raw);
      if (filter !== null) {
        filter.take(sample);
        sample = filter[kind];
      }
      return drive === 0 ? sample : Math.tanh(sample * (1 + drive)) / Math.tanh(1 + drive);
    },
  };
}
