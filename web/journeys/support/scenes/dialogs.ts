import { expect } from "@playwright/test";
import type { Scene, Visit } from "./scene";

/** Opens the card of Ben from the list of people. */
async function bensCard(visit: Visit): Promise<void> {
  await visit.page.getByRole("button", { name: /@ben/u }).click();
  await expect(visit.dialog).toContainText("@ben");
  await expect(visit.dialog.getByRole("button").nth(2)).toBeVisible();
}

/** About people, oneself and the account. */
export const DIALOGS: readonly Scene[] = [
  { name: "person", as: "ann", path: () => "/people", open: bensCard },
  {
    name: "ban",
    as: "ann",
    path: () => "/people",
    open: async (visit) => {
      await bensCard(visit);
      await visit.press("Ban");
      await expect(visit.named("button", "Cancel")).toBeVisible();
    },
  },
  {
    name: "profile",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Your profile");
      await visit.seesDialog();
    },
  },
  {
    name: "profile-refused",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Your profile");
      await visit.dialog.locator("summary").click();
      const handle = visit.dialog.locator("input[name=handle]");
      await handle.fill("not a handle");
      await handle.press("Enter");
      await expect(handle).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "transfer",
    as: "ann",
    path: () => "/sessions",
    open: async (visit) => {
      await visit.press("Sign in on another device");
      await expect(visit.page.getByTestId("transfer-link")).toHaveValue(/transfer/u);
    },
  },
  {
    name: "account",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Account");
      await visit.seesDialog();
    },
  },
  {
    name: "style-refused",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Account");
      await visit.dialog
        .locator("textarea")
        .fill("body {\n  background: url(//elsewhere.example);\n}");
      await visit.pressInside("Save the style");
      await expect(visit.dialog.locator("[aria-invalid=true]")).toBeVisible();
    },
  },
  {
    name: "features",
    as: "ann",
    open: async (visit) => {
      await visit.menu("Features");
      await expect(visit.dialog.getByRole("checkbox").first()).toBeVisible();
    },
  },
];
