import { VIEWS, visitScenes } from "./support/scenes";
import { test } from "./support/test";

/** Every scene as somebody sees it, in each of their colours. */
const LOOKS_MS = 1_200_000;

for (const view of VIEWS) {
  test(`pictures of every screen and dialog, ${view.name}`, async ({ campfire, browser }) => {
    test.setTimeout(LOOKS_MS);
    await visitScenes(browser, campfire, view, async (scene, { page }) => {
      for (const colorScheme of view.colours) {
        // Who reads from right to left is looked at in one light.
        const colours = view.colours.length === 1 ? "" : `-${colorScheme}`;
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `screenshots/${scene.name}-${view.name}${colours}.png` });
      }
    });
  });
}
