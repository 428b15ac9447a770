import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { buildOf, clientCaches, keptOnDevice } from "../kept";
import type { World } from "../world";
import type { Scene, Visit } from "./scene";

const talk = (world: World) => `/rooms/${world.rooms.talk}`;

/** The first connection from here on is told this instead of what it is told; later ones are not. */
async function firstFrames(page: Page, change: (text: string) => string): Promise<void> {
  let isFirst = true;
  await page.routeWebSocket(/./u, (socket) => {
    const tells = isFirst ? change : (text: string) => text;
    isFirst = false;
    socket.connectToServer().onMessage((text) => socket.send(tells(String(text))));
  });
}

/** Answers of the API with this end of their path are not what they should be, or never come. */
const ANSWERS = { bookmarks: "**/api/v1/me/bookmarks*", interest: "**/api/v1/feature-feedback" };
const spoil = (visit: Visit, path: string, json: object) =>
  visit.page.route(path, (route) => route.fulfill({ json }));
const restore = async ({ page }: Visit) => page.unrouteAll({ behavior: "ignoreErrors" });

/** Nothing of this kind is answered; what waits shows its skeleton. */
async function unanswered(visit: Visit, path: string): Promise<void> {
  await visit.page.route(path, () => {});
  await visit.page.reload();
  await expect(visit.page.getByRole("progressbar").locator("i").first()).toBeVisible();
}

/** The process that locks the store of a campfire. */
const locks = new Map<string, ChildProcess>();

/** Another process that locks the store until it is killed. */
async function locked({ folder }: World): Promise<void> {
  const file = join(folder, "campfire.db");
  const other = spawn("sqlite3", ["-batch", file], { stdio: ["pipe", "pipe", "inherit"] });
  const begun = new Promise<void>((done) => other.stdout?.once("data", () => done()));
  other.stdin?.write(".timeout 10000\nbegin exclusive;\nselect 'locked';\n");
  await begun;
  locks.set(folder, other);
}

/** What one sees while something does not work. */
export const TROUBLE: readonly Scene[] = [
  {
    name: "waiting-list",
    as: "ann",
    path: () => "/bookmarks",
    open: (visit) => unanswered(visit, ANSWERS.bookmarks),
    close: restore,
  },
  {
    name: "waiting-talk",
    as: "ann",
    path: talk,
    open: (visit) => unanswered(visit, "**/api/v1/rooms/*/messages*"),
    close: restore,
  },
  {
    name: "refused-list",
    as: "ann",
    path: () => "/bookmarks",
    open: async (visit) => {
      await visit.page.route(ANSWERS.bookmarks, (route) => route.abort());
      await visit.page.reload();
      await expect(visit.page.getByRole("alert")).toBeVisible();
    },
    close: restore,
  },
  {
    name: "broken-screen",
    as: "ann",
    open: async (visit) => {
      await spoil(visit, ANSWERS.bookmarks, { bookmarks: [{ number: 1, message: null }] });
      await visit.page.goto(`${visit.world.url}/bookmarks`);
      await expect(visit.page.getByRole("alert")).toBeVisible();
    },
    close: restore,
  },
  {
    name: "broken-dialog",
    as: "ann",
    open: async (visit) => {
      await spoil(visit, ANSWERS.interest, { feedback: [null] });
      await visit.menu("Features");
      await expect(visit.dialog.getByRole("alert")).toBeVisible();
    },
    close: restore,
  },
  {
    name: "part-gone",
    as: "ann",
    open: async (visit) => {
      // The service worker keeps every part; what is told when one is gone is told all the same.
      await visit.standsStill();
      await visit.page.evaluate(() => dispatchEvent(new Event("vite:preloadError")));
      await expect(visit.named("button", "Load")).toBeVisible();
    },
  },
  {
    name: "newer-client",
    as: "ann",
    open: async (visit) => {
      const build = await buildOf(visit.page);
      await firstFrames(visit.page, (text) => text.replace(build, "0".repeat(build.length)));
      await visit.page.goto(visit.world.url + talk(visit.world));
      await expect(visit.named("button", "Load")).toBeVisible();
    },
  },
  {
    name: "offline",
    as: "ann",
    path: talk,
    open: async ({ page }) => {
      await expect.poll(() => clientCaches(page)).toEqual([`campfire-${await buildOf(page)}`]);
      await expect.poll(() => keptOnDevice(page)).toContain("the colours are final");
      await page.context().setOffline(true);
      await page.reload();
      await expect(
        page.getByRole("status").filter({ hasText: /\d\d:\d\d|[٠-٩]{2}/u }),
      ).toBeVisible();
      await expect(page.locator('[role="status"][class*="offline"]')).toBeVisible();
    },
    close: ({ page }) => page.context().setOffline(false),
  },
  {
    name: "store-locked",
    as: "ann",
    path: ({ rooms }) => `/rooms/${rooms.archive}`,
    open: async ({ page, world }) => {
      await expect(page.locator("article[data-seq]").last()).toBeVisible();
      await locked(world);
      await page.getByTestId("message-input").fill("Is anybody there?");
      await page.getByTestId("send-button").click();
      await expect(page.locator("article[data-pending=queued]")).toBeVisible();
    },
    close: async ({ page, world }) => {
      locks.get(world.folder)?.kill();
      await expect(page.locator("article[data-pending]")).toHaveCount(0);
    },
  },
];
