import type { FlagStates } from "../../live/frames";

/** A flag's name. */
export type Flag = keyof FlagStates;

/** Our words for each feature; `message` is fixed by the product. */
export const FEATURES: Readonly<Record<Flag, { readonly name: string; readonly message: string }>> =
  {
    files_enabled: { name: "Files", message: "File sharing available in v2.0" },
    avatars_enabled: { name: "Pictures of people", message: "Avatar uploads coming in v2.0" },
    opengraph_enabled: { name: "Link previews", message: "Link previews coming in v2.0" },
  };

/** The flags in the order they are shown. */
export const FLAGS = Object.keys(FEATURES) as readonly Flag[];
