import type { Page } from "@playwright/test";

/** Pages opened from now on have a clock that can be put ahead. */
export async function movableClock(page: Page): Promise<void> {
  await page.context().addInitScript(() => {
    const real = Date.now;
    let ahead = 0;
    Date.now = () => real() + ahead;
    Object.assign(window, {
      later: (ms: number) => {
        ahead += ms;
      },
    });
  });
}

/** Puts the clock of a page ahead; its timers do not notice. */
export function later(page: Page, ms: number): Promise<void> {
  return page.evaluate((ahead) => Reflect.get(window, "later")(ahead), ms);
}
