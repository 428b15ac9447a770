/** Samples looked at together; a power of two. */
const WINDOW = 1024;
/** Bands from 60 Hz upwards, each a third of an octave wide. */
const BANDS = 24;
const LOWEST_HZ = 60;
/** What is this much below the loudest is silence, in dB. */
const FLOOR_DB = -60;

/** How loud each band of a sound is in each piece of a grid over its time, in dB below the loudest. */
export function bandsOverTime(samples: Float32Array, rate: number, seconds: number): Float64Array {
  const pieces = Math.floor((seconds * rate) / WINDOW);
  const found = new Float64Array(pieces * BANDS);
  for (let piece = 0; piece < pieces; piece += 1) {
    const power = powerOf(samples.subarray(piece * WINDOW, (piece + 1) * WINDOW));
    for (let bin = 1; bin < power.length; bin += 1) {
      const band = Math.floor(3 * Math.log2((bin * rate) / WINDOW / LOWEST_HZ));
      if (band < 0 || band >= BANDS) continue;
      const at = piece * BANDS + band;
      found[at] = (found[at] ?? 0) + (power[bin] ?? 0);
    }
  }
  const loudest = Math.max(...found);
  return found.map((power) => Math.max(FLOOR_DB, 10 * Math.log10(power / loudest + 1e-12)));
}

/** How far two of these are apart, in dB: root of the mean square over all bands and pieces. */
export function distance(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return Math.sqrt(sum / one.length);
}

/** The power at each frequency up to half the rate. */
function powerOf(samples: Float32Array): Float64Array {
  const real = new Float64Array(WINDOW);
  const imaginary = new Float64Array(WINDOW);
  samples.forEach((sample, at) => {
    real[at] = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / WINDOW));
  });
  transform(real, imaginary);
  return real.slice(0, WINDOW / 2).map((value, at) => value ** 2 + (imaginary[at] ?? 0) ** 2);
}

/** The fast Fourier transform, in place. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let at = 1, to = 0; at < size; at += 1) {
    let bit = size >> 1;
    for (; to & bit; bit >>= 1) to ^= bit;
    to ^= bit;
    if (at < to) {
      [real[at], real[to]] = [real[to] ?? 0, real[at] ?? 0];
      [imaginary[at], imaginary[to]] = [imaginary[to] ?? 0, imaginary[at] ?? 0];
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    for (let from = 0; from < size; from += length) {
      for (let n = 0; n < length / 2; n += 1) {
        const angle = (-2 * Math.PI * n) / length;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const low = from + n;
        const high = low + length / 2;
        const re = (real[high] ?? 0) * cos - (imaginary[high] ?? 0) * sin;
        const im = (real[high] ?? 0) * sin + (imaginary[high] ?? 0) * cos;
        real[high] = (real[low] ?? 0) - re;
        imaginary[high] = (imaginary[low] ?? 0) - im;
        real[low] = (real[low] ?? 0) + re;
        imaginary[low] = (imaginary[low] ?? 0) + im;
      }
    }
  }
}
