import { type Browser, type BrowserContextOptions, chromium } from "@playwright/test";
import { test } from "./test";

/** A window of so many CSS pixels, each of them so many of the screen's. */
export interface ZoomView {
  readonly name: string;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Zoom as a browser does it: the window has fewer CSS pixels and each has more of the screen's, so
 * that things stand between them. A scale that is only emulated lays out whole pixels; the browser
 * itself is started with it.
 */
export const VIEWS: readonly ZoomView[] = [
  { name: "100 %", scale: 1, width: 1280, height: 800 },
  { name: "110 %", scale: 1.1, width: 1164, height: 727 },
  { name: "125 %", scale: 1.25, width: 1024, height: 640 },
  { name: "150 %", scale: 1.5, width: 853, height: 533 },
  { name: "320 px", scale: 1, width: 320, height: 640 },
  { name: "4K", scale: 1, width: 3840, height: 2160 },
];

/** Works in a browser whose every window has the scale of this view. */
export async function inZoomed(
  browser: Browser,
  view: ZoomView,
  work: (zoomed: Browser) => Promise<void>,
): Promise<void> {
  if (view.scale === 1) return work(browser);
  const zoomed = await launched(view);
  await work(zoomed);
  await zoomed.close();
}

/** What a person at this view is opened with. */
export function atZoom({ scale, width, height }: ZoomView): BrowserContextOptions {
  const window = scale === 1 ? { viewport: { width, height } } : { viewport: null };
  return { ...window, reducedMotion: "reduce" };
}

function launched({ scale, width, height }: ZoomView): Promise<Browser> {
  const { launchOptions } = test.info().project.use;
  const size = `--window-size=${width},${height}`;
  const args = [...(launchOptions?.args ?? []), `--force-device-scale-factor=${scale}`, size];
  return chromium.launch({ ...launchOptions, headless: true, args });
}
