import { expect } from "@playwright/test";
import type { Scene, Visit } from "./scene";

const UNDELIVERED = "**/api/v1/me/undelivered";

/**
 * The server says that it refused two posts of Ann's, one of them for a room that she is no longer
 * in. A real refusal asks for an outage; what the client makes of it is the same.
 */
async function refused(visit: Visit): Promise<void> {
  const { talk } = visit.world.rooms;
  const post = (n: number, room_id: string, body: string) => ({
    client_message_id: `5f0f0f0f-0000-4000-8000-00000000000${n}`,
    room_id,
    code: "room.not_found",
    body,
    format: "markdown",
    at: "2026-11-21T08:00:00.000Z",
  });
  const undelivered = [
    post(1, talk, "These words were on their way when the disk was full."),
    post(2, visit.world.ben, "A farewell that nobody read.\nIt has a second line."),
  ];
  await visit.page.route(UNDELIVERED, (route) => route.fulfill({ json: { undelivered } }));
  await visit.page.reload();
  await expect(visit.page.locator("article[data-pending=failed]")).toBeVisible();
}

async function mended(visit: Visit): Promise<void> {
  await visit.page.unroute(UNDELIVERED);
}

/** What becomes of messages that did not go out. */
export const SENDING: readonly Scene[] = [
  {
    name: "not-sent",
    as: "ann",
    path: (world) => `/rooms/${world.rooms.talk}`,
    open: async (visit) => {
      await refused(visit);
      await expect(visit.named("button", "Show")).toBeVisible();
    },
    close: mended,
  },
  {
    name: "not-sent-list",
    as: "ann",
    path: (world) => `/rooms/${world.rooms.talk}`,
    open: async (visit) => {
      await refused(visit);
      await visit.press("Show");
      await expect(visit.dialog.getByRole("listitem")).toHaveCount(2);
    },
    close: mended,
  },
];
