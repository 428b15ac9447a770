import { expect } from "@playwright/test";
import type { Scene, Visit } from "./scene";

/** Something of the list is there. */
async function seesLines({ page }: Visit): Promise<void> {
  await expect(page.locator("main li").first()).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
}

/** The screens that list something. */
export const LISTS: readonly Scene[] = [
  { name: "mentions", as: "ann", path: () => "/mentions", open: seesLines },
  {
    name: "mentions-none",
    as: "ben",
    path: () => "/mentions",
    open: (visit) => visit.seesHeading(),
  },
  { name: "bookmarks", as: "ann", path: () => "/bookmarks", open: seesLines },
  {
    name: "bookmarks-none",
    as: "ben",
    path: () => "/bookmarks",
    open: (visit) => visit.seesHeading(),
  },
  {
    name: "search",
    as: "ann",
    path: () => "/search",
    open: async ({ page }) => expect(page.getByRole("searchbox").last()).toBeFocused(),
  },
  {
    name: "search-found",
    as: "ann",
    path: () => "/search?q=colours",
    open: async ({ page }) => expect(page.locator("main mark").first()).toBeVisible(),
  },
  {
    name: "search-filters",
    as: "ann",
    path: () => "/search?q=colours%20from%3A%40ben%20in%3ADesign",
    open: async (visit) => {
      await visit.press("Filters");
      await visit.page.getByRole("combobox").first().fill("a");
      await expect(visit.page.getByRole("option").first()).toBeVisible();
    },
  },
  {
    name: "search-none",
    as: "ann",
    path: () => "/search?q=nobodysaidthis",
    open: async ({ page }) => {
      await expect(page.locator("main")).toContainText(/nobodysaidthis/u);
      await expect(page.getByRole("progressbar")).toHaveCount(0);
    },
  },
  {
    name: "search-refused",
    as: "ann",
    path: () => "/search?q=after:yesterday",
    open: async ({ page }) => expect(page.getByRole("alert")).toBeVisible(),
  },
  { name: "people", as: "ann", path: () => "/people", open: seesLines },
  { name: "decisions", as: "ann", path: () => "/audit", open: seesLines },
  { name: "sessions", as: "ann", path: () => "/sessions", open: seesLines },
  { name: "health", as: "ann", path: () => "/health", open: seesLines },
  { name: "settings", as: "ann", path: () => "/settings", open: (visit) => visit.seesHeading() },
  {
    name: "settings-end",
    as: "ann",
    path: () => "/settings",
    open: async (visit) => {
      await visit.seesHeading();
      await visit.page.locator('main a[href="/sessions"]').scrollIntoViewIfNeeded();
    },
  },
];
