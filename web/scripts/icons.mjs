// Draws the icons of the installed client from the flame: `npm run icons`, after the flame has changed.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const PAPER = "#fbf7f1";
/** Share of the picture that the flame takes; a mask may cut all outside the middle 80 %. */
const ICONS = [
  { name: "icon-192", size: 192, share: 0.86, corner: "22%" },
  { name: "icon-512", size: 512, share: 0.86, corner: "22%" },
  { name: "maskable-512", size: 512, share: 0.66, corner: "0" },
  { name: "apple-touch-180", size: 180, share: 0.78, corner: "0" },
];
const flame = readFileSync(new URL("../public/flame.svg", import.meta.url), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const { name, size, share, corner } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>
    body { margin: 0 }
    main { block-size: 100vh; display: grid; place-items: center; border-radius: ${corner}; background: ${PAPER} }
    svg { inline-size: ${share * 100}%; block-size: ${share * 100}% }
  </style><main>${flame}</main>`);
  const path = new URL(`../public/icons/${name}.png`, import.meta.url).pathname;
  await page.screenshot({ path, omitBackground: true });
  await page.close();
}
await browser.close();
