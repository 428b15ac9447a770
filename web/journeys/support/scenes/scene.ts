import { expect, type Locator } from "@playwright/test";
import type { Person } from "../person";
import type { Words } from "../words";
import type { World } from "../world";

/** A screen, or a dialog over one, as journeys look at it. */
export interface Scene {
  /** Short and of its own: its picture is called so. */
  readonly name: string;
  /**
   * Who sees it: whoever comes first, the administrator when nobody else is there, somebody signed
   * out, the administrator later, or a new member.
   */
  readonly as: "first" | "founder" | "guest" | "ann" | "ben";
  /** Where it begins; the list of rooms when nothing is said. */
  readonly path?: (world: World) => string;
  /** From there to what is looked at; done when it stands still. */
  readonly open: (visit: Visit) => Promise<void>;
  /** Puts back what would be in the way of the next scene. */
  readonly close?: (visit: Visit) => Promise<void>;
}

/** Nothing changes for this long: it stands still, in ms. */
const STILL_MS = 250;
/** What never stands still is looked at after this, in ms. */
const RESTLESS_MS = 3_000;

/** A person on their way to a scene. */
export class Visit {
  constructor(
    readonly person: Person,
    readonly world: World,
    readonly t: Words,
  ) {}

  get page() {
    return this.person.page;
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  /** What has this text of the client as the beginning of its name. */
  named(role: "button" | "link" | "heading" | "list" | "listbox", text: string): Locator {
    const name = this.t(text).replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
    return this.page.getByRole(role, { name: new RegExp(`^${name}`, "u") }).first();
  }

  /** Presses a button by the beginning of its name. */
  async press(text: string): Promise<void> {
    await this.named("button", text).click();
  }

  /** Presses a button of a dialog that is open. */
  async pressInside(text: string): Promise<void> {
    const name = this.t(text);
    await this.dialog.getByRole("button", { name }).first().click();
  }

  /** What comes lazily has come: nothing changed for a little longer than a skeleton waits. */
  async standsStill(): Promise<void> {
    await this.page.evaluate(
      ([quietMs, atMostMs]) =>
        new Promise<void>((done) => {
          let timer = setTimeout(done, quietMs);
          setTimeout(done, atMostMs);
          new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, quietMs);
          }).observe(document, { subtree: true, childList: true, characterData: true });
        }),
      [STILL_MS, RESTLESS_MS] as const,
    );
  }

  async seesDialog(): Promise<void> {
    await expect(this.dialog).toBeVisible();
    // What it shows comes from the server at times.
    await expect(this.page.getByRole("progressbar")).toHaveCount(0);
  }

  async seesHeading(): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(this.page.getByRole("progressbar")).toHaveCount(0);
  }

  /** A line of one's own menu; on a telephone the menu is on the list of rooms. */
  async menu(line: string): Promise<void> {
    const button = this.page.locator("footer > button[aria-expanded]");
    if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
    const found = this.page.locator("footer").getByText(this.t(line), { exact: true });
    await found.click();
  }

  /** A message on the screen. */
  message(id: string): Locator {
    return this.page.locator(`article[data-message="${id}"]`);
  }
}
