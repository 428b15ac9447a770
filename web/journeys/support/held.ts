import type { Weather } from "./weather";

/** Bytes on their way through a wire, in order, each not before its time. */
export class Held {
  private readonly waiting: { readonly bytes: Buffer; readonly due: number }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private lastDue = 0;
  private isShut = false;

  constructor(
    private readonly write: (bytes: Buffer) => void,
    private readonly isSilent: () => boolean,
    private readonly weather: Weather | null,
  ) {}

  push(bytes: Buffer): void {
    this.lastDue = Math.max(this.lastDue, Date.now() + this.wait());
    this.waiting.push({ bytes, due: this.lastDue });
    this.release();
  }

  /** Lets through what is due; calls itself again for the rest. */
  release(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    while (!this.isShut && !this.isSilent()) {
      const first = this.waiting[0];
      if (first === undefined) return;
      const left = first.due - Date.now();
      if (left > 0) {
        this.timer = setTimeout(() => this.release(), left);
        return;
      }
      this.waiting.shift();
      this.write(first.bytes);
    }
  }

  /** Nothing passes any more. */
  shut(): void {
    this.isShut = true;
  }

  private wait(): number {
    if (this.weather === null) return 0;
    const { delayMs, heldShare, heldMs, random } = this.weather;
    return delayMs + (random() < heldShare ? heldMs : 0);
  }
}
