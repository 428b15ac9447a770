import { expect, it } from "vitest";
import { SOUND_NAMES, type SoundName } from "../../lib/sound-names";
import { bandsOverTime, distance } from "../../testing/spectrum";
import { RECIPES } from "./recipes";
import { LONGEST, render } from "./synth";

const RATE = 32_000;
/** How far two sounds must be apart at least, in dB over their bands and time. */
const APART_DB = 9;

/** Only ends what hangs. */
const DEADLINE_MS = 60_000;

const sounds = new Map(SOUND_NAMES.map((name) => [name, render(RECIPES[name], RATE)]));
const samplesOf = (name: SoundName) => sounds.get(name) ?? new Float32Array();
const worst = <T>(values: readonly T[], rank: (value: T) => number) =>
  values.toSorted((a, b) => rank(a) - rank(b))[0];

it.each(SOUND_NAMES)("plays %s: short, audible, without a click or a cut top", (name) => {
  const samples = samplesOf(name);
  expect(samples.length / RATE).toBeGreaterThan(0.4);
  expect(samples.length / RATE).toBeLessThanOrEqual(LONGEST);
  expect(samples.every(Number.isFinite)).toBe(true);
  expect(Math.max(...samples.map(Math.abs))).toBeLessThan(0.95);
  expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.02);
  expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
  // Silence at the end is time in which nobody hears anything.
  const tail = samples.subarray(-Math.round(0.3 * RATE));
  expect(Math.max(...tail.map(Math.abs))).toBeGreaterThan(0.001);
});

it("is equally loud whatever it plays", () => {
  const loud = SOUND_NAMES.map((name) => ({ name, db: 20 * Math.log10(meanOf(samplesOf(name))) }));
  const [quietest, loudest] = [worst(loud, ({ db }) => db), worst(loud, ({ db }) => -db)];
  tell(
    `loudness: ${quietest?.name} ${quietest?.db.toFixed(1)} dB to ${loudest?.name} ${loudest?.db.toFixed(1)} dB`,
  );
  expect((loudest?.db ?? 0) - (quietest?.db ?? 0)).toBeLessThan(6);
  expect(quietest?.db).toBeGreaterThan(-26);
});

it(
  "has no two sounds that are alike",
  () => {
    const spectra = SOUND_NAMES.map((name) => bandsOverTime(samplesOf(name), RATE, LONGEST));
    const pairs = SOUND_NAMES.flatMap((one, n) =>
      SOUND_NAMES.slice(n + 1).map((other, m) => ({
        pair: `${one} and ${other}`,
        apart: distance(spectra[n] ?? new Float64Array(), spectra[n + 1 + m] ?? new Float64Array()),
      })),
    );
    expect(pairs).toHaveLength((56 * 55) / 2);
    const nearest = worst(pairs, ({ apart }) => apart);
    tell(`nearest: ${nearest?.pair}, ${nearest?.apart.toFixed(1)} dB apart`);
    expect(nearest?.apart).toBeGreaterThan(APART_DB);
  },
  DEADLINE_MS,
);

it(
  "sounds the same each time, and at another rate",
  () => {
    for (const name of ["rimshot", "crickets", "yodel"] as const) {
      const again = Buffer.from(render(RECIPES[name], RATE).buffer);
      expect(again.equals(Buffer.from(samplesOf(name).buffer))).toBe(true);
    }
    const bell = bandsOverTime(render(RECIPES.bell, 44_100), 44_100, 2);
    expect(bell.some((db) => db > -1)).toBe(true);
  },
  DEADLINE_MS,
);

/** Root of the mean square where something sounds: an own measure, not the one that set it. */
function meanOf(samples: Float32Array): number {
  const heard = samples.filter((sample) => Math.abs(sample) > 0.02);
  return Math.sqrt(heard.reduce((sum, sample) => sum + sample ** 2, 0) / heard.length);
}

/** A figure for whoever reads what the tests said. */
function tell(figure: string): void {
  process.stdout.write(`${figure}\n`);
}
