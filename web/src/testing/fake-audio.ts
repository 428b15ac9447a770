/** A loudspeaker that only notes what it was given: how long it would have sounded, in seconds. */
export class FakeAudio {
  static started: number[] = [];
  private static readonly playing: FakeSource[] = [];

  readonly state = "running";
  readonly destination = {};

  /** What plays comes to its end. */
  static finish(): void {
    for (const source of FakeAudio.playing.splice(0)) source.onended?.();
    FakeAudio.started = [];
  }

  async resume(): Promise<void> {}

  createBuffer(_channels: number, length: number, rate: number) {
    return { duration: length / rate, copyToChannel: () => undefined };
  }

  createBufferSource(): FakeSource {
    return {
      buffer: null,
      onended: null,
      connect: () => undefined,
      stop(): void {
        this.onended?.();
      },
      start(): void {
        FakeAudio.playing.push(this);
        FakeAudio.started.push(this.buffer?.duration ?? 0);
      },
    };
  }
}

interface FakeSource {
  buffer: { duration: number } | null;
  onended: (() => void) | null;
  connect(): void;
  stop(): void;
  start(): void;
}
