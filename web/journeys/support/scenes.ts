import type { BrowserContextOptions } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Person } from "./person";

/** A width and a colour scheme to look at. */
export interface View {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const WIDE = { viewport: { width: 1280, height: 800 } };
const NARROW = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Wide, and as on a telephone. */
export const WIDTHS = [WIDE, NARROW] as const;

/** Wide and as on a telephone, light and dark. */
export const VIEWS: readonly View[] = (["light", "dark"] as const).flatMap((colorScheme) => [
  { name: `1280-${colorScheme}`, options: { ...WIDE, colorScheme } },
  { name: `390-${colorScheme}`, options: { ...NARROW, colorScheme } },
]);

/** A little of everything that a message may hold. */
export async function talk(person: Person): Promise<void> {
  await person.newRoom("Design");
  await person.newRoom("A room whose name is much too long for the list in which it stands");
  await person.open("All Talk");
  const lines = [
    "Good morning! The build is green again 🎉",
    "> Never sleep in a test.\n\nWords to live by, *mostly*. See https://example.com/why for **the whole** story.",
    "```\nlet event = bus.next().within(2 * SECOND).await?;\n```",
    "- one\n- two with `code`",
    "مرحبا، كيف الحال؟",
    "This one goes.",
  ];
  for (const line of lines) await person.say(line);
  const last = person.message("This one goes.");
  await expect(last).toHaveAttribute("data-seq", String(lines.length));
  await last.hover();
  await last.getByRole("button", { name: "Delete message" }).click();
  await person.page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(person.message("message deleted")).toBeVisible();
}
