import type { SoundName } from "../../lib/sound-names";
import type { Recipe } from "./recipe";
import { MUSIC } from "./recipes-music";
import { SIGNALS } from "./recipes-signals";
import { THINGS } from "./recipes-things";
import { VOICES } from "./recipes-voices";

/** How each sound is made. All of it is our own: no recording, no known tune. */
export const RECIPES: Readonly<Record<SoundName, Recipe>> = {
  ...MUSIC,
  ...SIGNALS,
  ...THINGS,
  ...VOICES,
};
