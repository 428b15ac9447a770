import { expect, type Page } from "@playwright/test";
import { visitScenes } from "./support/scenes";
import { test } from "./support/test";

/** Every scene, one after the other. */
const LOOKS_MS = 1_200_000;

/** A small telephone, and a window of 1280 × 1024 at 400 %: both are 320 px wide to the page. */
const WINDOWS = [
  { name: "on a telephone 320 px wide", viewport: { width: 320, height: 640 } },
  { name: "at 400 % zoom", viewport: { width: 320, height: 256 } },
] as const;

/**
 * What does not fit: a page that scrolls sideways, a control or a heading that sticks out or cannot
 * be brought into sight. What scrolls by itself (code) and what is there for screen readers only
 * may be wider.
 */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} px wide`);
    const top = document.querySelector("dialog[open]") ?? document.body;
    const kinds = "a, button, input, select, textarea, summary, h1, h2, h3, label, [role=option]";
    const hidden = (element: Element) =>
      // A link within the page shows itself when it has the focus.
      element.matches("a[href^='#']") ||
      element.closest(".visually-hidden, pre, [aria-hidden=true], [tabindex='-1']") !== null ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    for (const element of top.querySelectorAll<HTMLElement>(kinds)) {
      if (hidden(element)) continue;
      element.scrollIntoView({ block: "nearest", behavior: "instant" });
      const { left, right, top, bottom, height } = element.getBoundingClientRect();
      const name = `${element.tagName} ${element.textContent || element.ariaLabel}`.slice(0, 60);
      if (height === 0) continue;
      if (left < -1 || right > innerWidth + 1) wrong.push(`${name}: from ${left} to ${right} px`);
      const fits = height <= innerHeight;
      if (fits && (top < -1 || bottom > innerHeight + 1)) wrong.push(`${name}: out of sight`);
    }
    return wrong;
  });
}

for (const { name, viewport } of WINDOWS) {
  test(`every screen and dialog fits ${name}`, async ({ campfire, browser }) => {
    test.setTimeout(LOOKS_MS);
    const view = { options: { viewport, hasTouch: true, isMobile: true }, tongue: "en" } as const;
    await visitScenes(browser, campfire, view, async (scene, { page }) => {
      expect(await misfits(page), scene.name).toEqual([]);
    });
  });
}
