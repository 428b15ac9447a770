import { expect, test } from "@playwright/test";
import { patterns } from "../src/lib/paths";
import { SCENES } from "./support/scenes";
import type { World } from "./support/world";

/** What stands in an address where somebody's own would. */
const WORLD: World = {
  url: "",
  folder: "",
  invitation: "/join/AAAA-BBBB-CCCC",
  transfer: "/session/transfer#code",
  rooms: { talk: "talk", design: "design", cabinet: "cabinet", archive: "archive", ping: "ping" },
  named: "named",
  buried: "buried",
  ben: "ben",
};

test("every address of the client is opened by a scene", () => {
  const opened = SCENES.map(
    ({ path }) => new URL(path?.(WORLD) ?? "/", "http://campfire").pathname,
  );
  const unseen = Object.values(patterns).filter((pattern) => {
    const address = new RegExp(
      `^${pattern.replace(/:place/u, "@[^/]+").replace(/:\w+/gu, "[^/@]+")}$`,
    );
    return !opened.some((path) => address.test(path));
  });
  expect(unseen).toEqual([]);
});
