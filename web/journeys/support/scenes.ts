import { type Browser, type BrowserContextOptions, expect } from "@playwright/test";
import type { Campfire } from "./campfire";
import { Person } from "./person";
import { DIALOGS } from "./scenes/dialogs";
import { ENTRY } from "./scenes/entry";
import { LISTS } from "./scenes/lists";
import { ROOMS } from "./scenes/rooms";
import { type Scene, Visit } from "./scenes/scene";
import { SENDING } from "./scenes/sending";
import { TROUBLE } from "./scenes/trouble";
import { WRITING } from "./scenes/writing";
import { type Tongue, wordsIn } from "./words";
import { found, settle, untouched, type World } from "./world";

/**
 * Every screen and dialog of the client, once. Pictures are taken of them, axe looks at them, and
 * they must fit a window of 320 px; so whoever adds a screen adds it here, and that is all:
 *
 * 1. Take the file of its kind in `scenes/`, or one more that is named below.
 * 2. Say who sees it (`as`), where one begins (`path`) and what one does from there (`open`), and
 *    wait for something of it. It is opened wide and on a telephone and in several languages: find
 *    things by test ids, roles and fields, or by `visit.press("English text")`, which translates.
 * 3. What it needs in the store is made in `world.ts`. A scene must leave the world as it was, or put
 *    it back in `close`.
 */
export const SCENES: readonly Scene[] = [
  ...ENTRY,
  ...ROOMS,
  ...WRITING,
  ...LISTS,
  ...DIALOGS,
  ...SENDING,
  ...TROUBLE,
];

/** How somebody looks at a scene. */
export interface View {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly tongue: Tongue;
  /** The colours that pictures of it are taken in. */
  readonly colours: readonly ("light" | "dark")[];
}

const WIDE = { viewport: { width: 1280, height: 800 } };
const NARROW = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Wide, and as on a telephone. */
export const WIDTHS = [WIDE, NARROW] as const;

/** Wide and as on a telephone, light and dark; and as who reads from right to left has it. */
export const VIEWS: readonly View[] = [
  { name: "1280", options: WIDE, tongue: "en", colours: ["light", "dark"] },
  { name: "390", options: NARROW, tongue: "en", colours: ["light", "dark"] },
  { name: "1280-rtl", options: { ...WIDE, locale: "ar" }, tongue: "ar", colours: ["light"] },
  { name: "390-rtl", options: { ...NARROW, locale: "ar" }, tongue: "ar", colours: ["light"] },
];

type Onlooker = Scene["as"];
type Look = (scene: Scene, visit: Visit) => Promise<void>;

const NAMES = { first: "New", guest: "Guest", founder: "Ann", ann: "Ann", ben: "Ben" } as const;
/** No step of a scene takes longer, in ms: one that cannot be done must not stop the others. */
const STEP_MS = 30_000;

/**
 * Opens each scene and lets `look` at it, in the life of one Campfire: before anybody came, when it
 * was just set up, and when people live there. A scene that fails hides no other; all that failed
 * are named in the end. `SCENES=room,menu` visits only these.
 */
export async function visitScenes(
  browser: Browser,
  campfire: Campfire,
  view: Pick<View, "options" | "tongue">,
  look: Look,
): Promise<void> {
  const failed: string[] = [];
  const visit = async (world: World, ...people: Onlooker[]) => {
    for (const who of people) failed.push(...(await visitAs(who, { browser, world, view, look })));
  };
  await visit(untouched(campfire), "first");
  const begun = await found(browser, campfire);
  await visit(begun, "founder");
  await visit(await settle(browser, begun), "guest", "ann", "ben");
  expect(failed).toEqual([]);
}

const wanted = process.env.SCENES?.split(",");

/** The scenes of one person in one browser; tells which failed. */
async function visitAs(
  who: Onlooker,
  given: { browser: Browser; world: World; view: Pick<View, "options" | "tongue">; look: Look },
): Promise<string[]> {
  const { browser, world, view, look } = given;
  const scenes = SCENES.filter(({ as, name }) => as === who && (wanted?.includes(name) ?? true));
  const failed: string[] = [];
  if (scenes.length === 0) return failed;
  const person = await Person.at(browser, world.url, NAMES[who], view.options);
  const { page } = person;
  page.setDefaultTimeout(STEP_MS);
  if (who !== "first" && who !== "guest") await person.signIn();
  const visit = new Visit(person, world, wordsIn(view.tongue));
  for (const scene of scenes) {
    const dare = (step: () => Promise<unknown> | undefined) =>
      Promise.resolve(step()).catch((error) => failed.push(`${scene.name}: ${error.message}`));
    await dare(async () => {
      await page.goto(world.url + (scene.path?.(world) ?? "/"));
      await scene.open(visit);
      await visit.standsStill();
      await look(scene, visit);
    });
    await dare(() => scene.close?.(visit));
  }
  await page.context().close();
  return failed;
}

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
