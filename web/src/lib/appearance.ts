import { onSettings, settings } from "./settings";

const MORE_CONTRAST = "(prefers-contrast: more)";
const DARK = "(prefers-color-scheme: dark)";

/** Draws the page in the colours that were chosen, now and after each change of mind. */
export function followAppearance(): void {
  const apply = () => {
    const { theme, contrast } = settings();
    const page = document.documentElement.dataset;
    if (theme === "system") delete page.theme;
    else page.theme = theme;
    if (contrast || matchMedia(MORE_CONTRAST).matches) page.contrast = "more";
    else delete page.contrast;
    // The bars of the browser follow the page, not the system.
    const { backgroundColor } = getComputedStyle(document.body);
    for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      bar.content = backgroundColor;
    }
  };
  apply();
  onSettings(apply);
  for (const wish of [MORE_CONTRAST, DARK]) matchMedia(wish).addEventListener("change", apply);
}
