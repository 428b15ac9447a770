import { settings } from "../../lib/settings";
import { isSoundName, type SoundName } from "../../lib/sound-names";
import { RECIPES } from "./recipes";
import { renderInSteps } from "./synth";

/** Samples a second: enough for all that we make, and less work than a disc would ask for. */
const RATE = 32_000;
/** Sounds that come by themselves at once; what would be the fourth is left out. */
const AT_ONCE = 3;
/** What comes by itself later than this after its message belongs to nothing any more, in ms. */
const LATE_MS = 3_000;

let context: AudioContext | null = null;
const made = new Map<SoundName, Promise<AudioBuffer>>();
const playing = new Set<AudioBufferSourceNode>();

/** Plays a sound because somebody asked for it: at once, and instead of what plays. */
export async function play(name: SoundName): Promise<void> {
  for (const source of playing) source.stop();
  await start(name, Number.POSITIVE_INFINITY);
}

/**
 * Plays a sound that came with a message: if one wants to hear them, the browser lets us, and not
 * too many play already.
 */
export async function playArrived(name: string): Promise<void> {
  if (!isSoundName(name) || !settings().sounds || !mayStart() || playing.size >= AT_ONCE) return;
  await start(name, LATE_MS);
}

/** Browsers let nothing sound before the person has touched the page, and then not late either. */
function mayStart(): boolean {
  return navigator.userActivation?.hasBeenActive !== false;
}

async function start(name: SoundName, deadline: number): Promise<void> {
  const asked = performance.now();
  context ??= new AudioContext();
  const [buffer] = await Promise.all([bufferOf(context, name), context.resume()]);
  if (performance.now() - asked > deadline) return;
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.onended = () => playing.delete(source);
  playing.add(source);
  source.start();
}

/** A sound is made when it is first heard, and kept: one takes half a megabyte at most. */
function bufferOf(audio: AudioContext, name: SoundName): Promise<AudioBuffer> {
  const held = made.get(name) ?? make(audio, name);
  made.set(name, held);
  return held;
}

async function make(audio: AudioContext, name: SoundName): Promise<AudioBuffer> {
  const work = renderInSteps(RECIPES[name], RATE);
  for (;;) {
    const { done, value } = work.next();
    if (done) {
      const buffer = audio.createBuffer(1, value.length, RATE);
      buffer.copyToChannel(value, 0);
      return buffer;
    }
    await nextTask();
  }
}

/** Lets the page draw and take keys in between. */
function nextTask(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
