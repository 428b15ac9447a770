import { expect } from "@playwright/test";
import { ARCHIVE, callsOf, type World } from "../world";
import type { Scene, Visit } from "./scene";

const talk = (world: World) => `/rooms/${world.rooms.talk}`;
const cabinet = (world: World) => `/rooms/${world.rooms.cabinet}`;

/** A message with what can be done with it in sight. */
async function reach(visit: Visit) {
  const row = visit.message(visit.world.named);
  await expect(row).toBeVisible();
  await row.focus();
  return row;
}

/** The list of rooms, a room, and what opens in them. */
export const ROOMS: readonly Scene[] = [
  {
    name: "list",
    as: "ann",
    open: async ({ page, world }) =>
      expect(page.locator(`nav a[href="/rooms/${world.rooms.cabinet}"]`)).toBeVisible(),
  },
  {
    name: "menu",
    as: "ann",
    open: async ({ page }) => {
      await page.locator("footer > button[aria-expanded]").click();
      await expect(page.locator("footer ul")).toBeVisible();
    },
  },
  {
    name: "new-room",
    as: "ann",
    open: async (visit) => {
      await visit.press("New room");
      await visit.dialog.locator("input[type=radio]").last().check();
      await expect(visit.dialog.locator("input[type=search]")).toBeVisible();
    },
  },
  {
    name: "new-ping",
    as: "ann",
    open: async (visit) => {
      await visit.press("New ping");
      await visit.dialog.getByText("@ben").click();
    },
  },
  {
    name: "invite",
    as: "ann",
    open: async (visit) => {
      await visit.press("Invite people");
      await visit.seesDialog();
    },
  },
  {
    name: "room",
    as: "ann",
    path: talk,
    open: async (visit) => expect(visit.message(visit.world.named)).toBeVisible(),
  },
  {
    name: "room-empty",
    as: "ann",
    path: cabinet,
    open: async ({ page }) => {
      await expect(page.getByRole("log")).toBeVisible();
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
  },
  {
    name: "room-unread",
    as: "ann",
    open: async ({ page, world }) => {
      const { ask } = callsOf(page, world.url);
      await ask("put", `/rooms/${world.rooms.talk}/read`, { seq: 2, back: true });
      await page.goto(world.url + talk(world));
      await expect(page.getByTestId("unread-divider")).toBeVisible();
    },
  },
  {
    name: "room-many-unread",
    as: "ann",
    open: async ({ page, world }) => {
      const { ask } = callsOf(page, world.url);
      await ask("put", `/rooms/${world.rooms.archive}/read`, { seq: 20, back: true });
      await page.goto(`${world.url}/rooms/${world.rooms.archive}`);
      await expect(page.getByTestId("unread-divider")).toBeVisible();
    },
  },
  {
    name: "room-holes",
    as: "ann",
    path: ({ rooms, buried }) => `/rooms/${rooms.archive}/@${buried}`,
    open: async (visit) => {
      const { ask } = callsOf(visit.page, visit.world.url);
      // Nothing unread: its bar would lie over the edge.
      await ask("put", `/rooms/${visit.world.rooms.archive}/read`, { seq: ARCHIVE });
      // Being near an edge loads what is beyond it: here it stays missing.
      await visit.page.route(/messages\?.*(?:before|after)=/u, () => {});
      await visit.page.reload();
      await expect(visit.message(visit.world.buried)).toBeVisible();
      const log = visit.page.getByRole("log");
      await log.evaluate((rows) => rows.parentElement?.scrollTo(0, 0));
      await expect(log.getByRole("button").first()).toBeInViewport();
    },
    close: ({ page }) => page.unrouteAll({ behavior: "ignoreErrors" }),
  },
  {
    name: "ping",
    as: "ann",
    path: ({ rooms }) => `/rooms/${rooms.ping}`,
    open: async ({ page }) => expect(page.locator("article[data-seq]").first()).toBeVisible(),
  },
  {
    name: "room-at-a-message",
    as: "ann",
    path: (world) => `${talk(world)}/@${world.named}`,
    open: async (visit) => expect(visit.message(visit.world.named)).toBeVisible(),
  },
  {
    name: "room-people",
    as: "ann",
    path: cabinet,
    open: async (visit) => {
      const people = visit.page.locator("header button[aria-pressed]").last();
      if ((await people.getAttribute("aria-pressed")) === "false") await people.click();
      await expect(visit.page.getByRole("complementary")).toBeVisible();
    },
  },
  {
    name: "add-people",
    as: "ann",
    path: cabinet,
    open: async (visit) => {
      const people = visit.page.locator("header button[aria-pressed]").last();
      if ((await people.getAttribute("aria-pressed")) === "false") await people.click();
      await visit.press("Add people");
      await expect(visit.dialog).toContainText("@ben");
    },
  },
  {
    name: "room-settings",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Room settings");
      await visit.seesDialog();
    },
  },
  {
    name: "room-closing",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Room settings");
      await visit.pressInside("Make it closed…");
      await expect(visit.dialog).toContainText("@ben");
    },
  },
  {
    name: "room-deleting",
    as: "ann",
    path: talk,
    open: async (visit) => {
      await visit.press("Room settings");
      await visit.pressInside("Delete the room");
      await visit.seesDialog();
    },
  },
  {
    name: "message-tools",
    as: "ann",
    path: talk,
    open: async (visit) => {
      const row = await reach(visit);
      await row.hover();
    },
  },
  {
    name: "message-edit",
    as: "ben",
    path: talk,
    open: async (visit) => {
      const row = await reach(visit);
      await visit.page.getByTestId("message-input").press("ArrowUp");
      await expect(row.getByRole("textbox")).toBeFocused();
    },
  },
  {
    name: "message-boost",
    as: "ann",
    path: talk,
    open: async (visit) => {
      const row = await reach(visit);
      await row.getByRole("button", { name: visit.t("Boost message") }).click();
      await visit.seesDialog();
    },
  },
  {
    name: "message-link",
    as: "ann",
    path: talk,
    open: async (visit) => {
      // As browsers do on plain http.
      await visit.page.evaluate(() =>
        Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new Error("no")) }),
      );
      const row = await reach(visit);
      await row.getByRole("button", { name: visit.t("Copy link") }).click();
      await visit.seesDialog();
    },
  },
  {
    name: "message-delete",
    as: "ann",
    path: talk,
    open: async (visit) => {
      const row = await reach(visit);
      await row.getByRole("button", { name: visit.t("Delete message") }).click();
      await visit.seesDialog();
    },
  },
  {
    name: "message-reply",
    as: "ann",
    path: talk,
    open: async (visit) => {
      const row = await reach(visit);
      await row.getByRole("button", { name: visit.t("Reply to message") }).click();
      await expect(visit.page.getByTestId("message-input")).toHaveValue(/colours/u);
    },
    close: async ({ page }) => page.getByTestId("message-input").fill(""),
  },
  {
    name: "files-note",
    as: "ann",
    path: talk,
    open: async ({ page }) => {
      await page.getByTestId("file-upload-area").click();
      await expect(page.getByTestId("learn-more-button")).toBeVisible();
    },
  },
  {
    name: "roadmap",
    as: "ann",
    path: talk,
    open: async ({ page }) => {
      await page.getByTestId("file-upload-area").click();
      await page.getByTestId("learn-more-button").click();
      await expect(page.getByTestId("feature-roadmap-modal")).toBeVisible();
    },
  },
  {
    name: "switcher",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Go to");
      await visit.dialog.getByRole("combobox").fill("e");
      await expect(visit.dialog.getByRole("option").first()).toBeVisible();
    },
  },
  {
    name: "shortcuts",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Keyboard shortcuts");
      await visit.seesDialog();
    },
  },
  {
    name: "no-room",
    as: "ann",
    path: () => "/rooms/0199000b-0000-7000-8000-000000000001",
    open: (visit) => visit.seesHeading(),
  },
  {
    name: "nowhere",
    as: "ann",
    path: () => "/nowhere",
    open: (visit) => visit.seesHeading(),
  },
];
