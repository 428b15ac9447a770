import { t } from "../../lib/i18n";
import type { Flag } from "./features";

/** One step on the way of Campfire. */
export interface Phase {
  /** In what clients tell the server. */
  readonly word: string;
  readonly name: string;
  readonly note: string;
  /** What switches it on; the first step is here. */
  readonly flag: Flag | null;
}

/** What comes, in the order it comes. */
export const PHASES: readonly Phase[] = [
  {
    word: "text",
    get name() {
      return t("Text");
    },
    get note() {
      return t("Rooms, pings and everything you write in them.");
    },
    flag: null,
  },
  {
    word: "avatars",
    get name() {
      return t("Avatars");
    },
    get note() {
      return t("Your own picture beside your name.");
    },
    flag: "avatars_enabled",
  },
  {
    word: "documents",
    get name() {
      return t("Documents");
    },
    get note() {
      return t("PDF and text files beside a message.");
    },
    flag: "files_enabled",
  },
  {
    word: "all_files",
    get name() {
      return t("All files");
    },
    get note() {
      return t("Images, sound and film, with previews.");
    },
    flag: "files_enabled",
  },
];
