import { t } from "../../lib/i18n";
import type { FlagStates } from "../../live/frames";

/** A flag's name. */
export type Flag = keyof FlagStates;

/** Our words for each feature, in the language of whoever reads them; the English `message` is fixed by the product. */
export const FEATURES: Readonly<Record<Flag, { readonly name: string; readonly message: string }>> =
  {
    files_enabled: {
      get name() {
        return t("Files");
      },
      get message() {
        return t("File sharing available in v2.0");
      },
    },
    avatars_enabled: {
      get name() {
        return t("Pictures of people");
      },
      get message() {
        return t("Avatar uploads coming in v2.0");
      },
    },
    opengraph_enabled: {
      get name() {
        return t("Link previews");
      },
      get message() {
        return t("Link previews coming in v2.0");
      },
    },
  };

/** The flags in the order they are shown. */
export const FLAGS = Object.keys(FEATURES) as readonly Flag[];
