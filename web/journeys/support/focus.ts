import type { Person } from "./person";

/** The window loses the focus; what it shows stays on the screen. */
export async function looksAway(person: Person): Promise<void> {
  await setFocus(person, false);
}

/** The window has the focus again. */
export async function looksBack(person: Person): Promise<void> {
  await setFocus(person, true);
}

/** Every page of a headless browser believes that it has the focus, until it is told otherwise. */
async function setFocus({ page }: Person, focused: boolean): Promise<void> {
  await page.evaluate((has) => {
    document.hasFocus = () => has;
    window.dispatchEvent(new Event(has ? "focus" : "blur"));
  }, focused);
}
