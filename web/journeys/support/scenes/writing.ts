import { expect } from "@playwright/test";
import type { World } from "../world";
import type { Scene, Visit } from "./scene";

const talk = (world: World) => `/rooms/${world.rooms.talk}`;
const field = ({ page }: Visit) => page.getByTestId("message-input");
const emptied = (visit: Visit) => field(visit).fill("");

/** Types into an empty field until so many things are offered. */
async function offered(visit: Visit, text: string): Promise<void> {
  await emptied(visit);
  await field(visit).pressSequentially(text);
  await expect(visit.page.getByRole("listbox").getByRole("option").first()).toBeVisible();
}

/** Something of every format. */
const FORMATTED = [
  "A **strong** word, an *aside*, ~~nothing~~, `code` and a [link](https://example.org/).",
  "- and\n- a list",
  "> What was said,\n> and what not",
  "```\nlet room = rooms.find(id)?;\n```",
  "مرحبا بالجميع",
].join("\n\n");

/** Where one writes, and what helps there. */
export const WRITING: readonly Scene[] = [
  {
    name: "mention-list",
    as: "ann",
    path: talk,
    open: (visit) => offered(visit, "@b"),
    close: emptied,
  },
  {
    name: "emoji-list",
    as: "ann",
    path: talk,
    open: (visit) => offered(visit, ":sm"),
    close: emptied,
  },
  {
    name: "emoji-picker",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Emoji");
      await expect(visit.dialog.getByRole("gridcell").first()).toBeVisible();
    },
  },
  {
    name: "formats",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Formatting");
      await expect(visit.page.getByRole("toolbar")).toBeVisible();
      await field(visit).fill(
        "A first line\n\n- and\n- a list\n- of things\n\nthat grows the field.",
      );
    },
    close: emptied,
  },
  {
    name: "rich-editor",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Formatting");
      await field(visit).fill(FORMATTED);
      await visit.press("Show formatting while writing");
      await expect(field(visit)).toHaveAttribute("contenteditable", "true");
    },
    close: async (visit) => {
      await visit.press("Show formatting while writing");
      await emptied(visit);
    },
  },
  {
    name: "too-long",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await field(visit).fill("word ".repeat(2010));
      await expect(visit.page.getByTestId("send-button")).toBeDisabled();
    },
    close: emptied,
  },
];
