import type { Locator, Page } from "@playwright/test";

/** Nobody presses Tab more often to come to a place. */
const PATIENCE = 80;

/** A person whose hands are on the keys: nothing here points, clicks or gives the focus away. */
export class Keyboard {
  /** How often something was pointed at; stays 0. */
  pointed = 0;

  private constructor(private readonly page: Page) {}

  static async of(page: Page): Promise<Keyboard> {
    const keyboard = new Keyboard(page);
    await page.exposeFunction("pointed", () => {
      keyboard.pointed += 1;
    });
    await page.addInitScript(() => {
      const { pointed } = window as unknown as { pointed: () => void };
      for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
        window.addEventListener(kind, () => pointed(), true);
      }
    });
    return keyboard;
  }

  /** Presses keys one after the other. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses Tab, or another key, until the focus is where it is wanted. */
  async goTo(wanted: Locator, key = "Tab"): Promise<void> {
    for (let n = 0; n < PATIENCE; n += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${key} does not lead to ${wanted}`);
  }
}
