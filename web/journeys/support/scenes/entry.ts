import { expect } from "@playwright/test";
import type { Scene } from "./scene";

/** Before one is in. */
export const ENTRY: readonly Scene[] = [
  {
    name: "set-up",
    as: "first",
    open: (visit) => visit.seesHeading(),
  },
  {
    name: "first-minute",
    as: "founder",
    path: ({ rooms }) => `/rooms/${rooms.talk}`,
    open: async ({ page }) => expect(page.getByRole("log").getByRole("textbox")).toBeVisible(),
  },
  {
    name: "first-minute-list",
    as: "founder",
    open: async ({ page, world }) =>
      expect(page.locator(`nav a[href="/rooms/${world.rooms.talk}"]`)).toBeVisible(),
  },
  {
    name: "sign-in",
    as: "guest",
    open: async ({ page }) => expect(page.getByTestId("login-button")).toBeVisible(),
  },
  {
    name: "sign-in-refused",
    as: "guest",
    path: () => "/sign-in",
    open: async ({ page }) => {
      await page.getByTestId("email").fill("nobody@example.org");
      await page.getByTestId("password").fill("not the password");
      await page.getByTestId("login-button").click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  {
    name: "join",
    as: "guest",
    path: (world) => world.invitation,
    open: async ({ page }) => expect(page.getByTestId("password")).toBeVisible(),
  },
  {
    name: "join-unknown",
    as: "guest",
    path: () => "/join/AAAA-BBBB-CCCC",
    open: (visit) => visit.seesHeading(),
  },
  {
    name: "by-link",
    as: "guest",
    path: (world) => world.transfer,
    open: async (visit) => {
      await visit.seesHeading();
      await expect(visit.page.locator("main")).toContainText("Ann");
    },
  },
  {
    name: "by-link-unknown",
    as: "guest",
    path: () => "/session/transfer#nothing",
    open: async (visit) => {
      await visit.seesHeading();
      await expect(visit.page.locator("main")).not.toContainText("Ann");
    },
  },
];
