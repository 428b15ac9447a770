import type { Page } from "@playwright/test";

/** A reader must not see the page move by more, in px. */
export const DRIFT_PX = 1;

/** A message in view, and how far it went from its place since. */
interface Held {
  worst: number;
  on: boolean;
}

/**
 * Puts the view at a share of its way, lets the page take notice, and watches the first message that
 * is wholly in view, picture by picture. Its place is told by a new intersection observer each time:
 * that is the last step before a picture is painted, so nothing counts that was not on the screen.
 */
export function readAt(page: Page, share: number): Promise<void> {
  return page.evaluate(async (wanted) => {
    const log = document.querySelector("[role=log]") as HTMLElement;
    const view = log.parentElement as HTMLElement;
    const place = (row: Element) =>
      new Promise<number>((done) => {
        const observer = new IntersectionObserver(
          ([entry]) => {
            observer.disconnect();
            done((entry?.boundingClientRect.top ?? 0) - (entry?.rootBounds?.top ?? 0));
          },
          { root: view },
        );
        observer.observe(row);
      });
    view.scrollTop = (view.scrollHeight - view.clientHeight) * wanted;
    await place(log);
    await place(log);
    const { top } = view.getBoundingClientRect();
    const rows = [...log.querySelectorAll("article")];
    const row = rows.find((one, n) => n > 0 && one.getBoundingClientRect().top >= top - 0.25);
    if (row === undefined) throw new Error("no message in view");
    const at = await place(row);
    const held: Held = { worst: 0, on: true };
    Object.assign(window, { held });
    const watch = async () => {
      while (held.on) held.worst = Math.max(held.worst, Math.abs((await place(row)) - at));
    };
    void watch();
  }, share);
}

/** Ends the watch, two pictures later, and says the worst distance. */
export function driftOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { held } = window as unknown as { held: Held };
    for (let n = 0; n < 3; n += 1) await new Promise((done) => requestAnimationFrame(done));
    held.on = false;
    return held.worst;
  });
}
