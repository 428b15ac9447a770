import { test as base } from "@playwright/test";
import { type Campfire, startCampfire } from "./campfire";

/** A journey with a server of its own. */
export const test = base.extend<{ campfire: Campfire }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what is needed.
  campfire: async ({}, use) => {
    const campfire = await startCampfire();
    await use(campfire);
    await campfire.stop();
  },
});
