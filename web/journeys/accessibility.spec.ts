import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { visitScenes, WIDTHS } from "./support/scenes";
import { test } from "./support/test";

/** Some eighty scenes, each looked at several times. */
const LOOKS_MS = 1_800_000;

const PLAIN = { colorScheme: "light", contrast: "no-preference", forcedColors: "none" } as const;
type Media = Parameters<Page["emulateMedia"]>[0];

/** Other wishes of the eye change colours alone: no rule but theirs needs a second look. */
const EYES: readonly { readonly name: string; readonly media: Media }[] = [
  { name: "dark", media: { colorScheme: "dark" } },
  { name: "dark, more contrast", media: { colorScheme: "dark", contrast: "more" } },
  { name: "light, more contrast", media: { contrast: "more" } },
  { name: "forced colours", media: { colorScheme: "dark", forcedColors: "active" } },
];

/** What axe finds: every rule in the light, those of colours as others see it. */
async function violations(page: Page, eyes: typeof EYES): Promise<string[]> {
  const all = await found("light", axe(page));
  for (const { name, media } of eyes) {
    await look(page, media);
    all.push(...(await found(name, axe(page).withRules(["color-contrast"]))));
  }
  await look(page, {});
  return all;
}

/** Gives the page to other eyes. */
async function look(page: Page, media: Media): Promise<void> {
  await page.emulateMedia({ ...PLAIN, ...media });
  // axe reads what letters are filled with; where colours are forced Chromium draws all letters so,
  // but does not say it there.
  await page.evaluate((forced) => {
    const fill = (element: HTMLElement, color: string) =>
      element.style.setProperty("-webkit-text-fill-color", forced ? color : "");
    fill(document.documentElement, "CanvasText");
    for (const mark of document.querySelectorAll("mark")) fill(mark, "MarkText");
  }, media?.forcedColors === "active");
}

/** Without a second page for each look: nothing here is in a frame. */
const axe = (page: Page) =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });

async function found(eyes: string, builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${eyes}, ${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

for (const options of WIDTHS) {
  const { width } = options.viewport;
  test(`axe finds nothing on any screen and dialog, ${width} px wide`, async ({
    campfire,
    browser,
  }) => {
    test.setTimeout(LOOKS_MS);
    let looked = 0;
    // A telephone has no other colours: there two are looked at.
    const eyes = options === WIDTHS[0] ? EYES : EYES.slice(0, 1);
    await visitScenes(browser, campfire, { options, tongue: "en" }, async (scene, { page }) => {
      looked += 1;
      expect.soft(await violations(page, eyes), scene.name).toEqual([]);
    });
    console.log(`${looked} screens and dialogs`);
  });
}
