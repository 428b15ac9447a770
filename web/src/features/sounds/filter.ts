/** A second-order filter whose frequency may move while it works (after Zavalishin's TPT form). */
export class Filter {
  low = 0;
  band = 0;
  high = 0;
  private one = 0;
  private two = 0;
  private g = 0;
  private k = 1;
  private a = 1;

  constructor(private readonly rate: number) {}

  tune(hz: number, sharpness: number): void {
    this.g = Math.tan((Math.PI * Math.min(hz, this.rate * 0.45)) / this.rate);
    this.k = 1 / sharpness;
    this.a = 1 / (1 + this.g * (this.g + this.k));
  }

  /** Takes a sample in; `low`, `high` and `band` (of height 1) are what comes out. */
  take(sample: number): void {
    const { g, k, a } = this;
    const band = a * (this.one + g * (sample - this.two));
    const low = this.two + g * band;
    this.one = 2 * band - this.one;
    this.two = 2 * low - this.two;
    this.low = low;
    this.band = band * k;
    this.high = sample - k * band - low;
  }
}
