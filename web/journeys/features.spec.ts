import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [
    id,
    nodes.map((node) => node.target.join(" ")),
  ]);

test("a feature says when it comes, and an administrator sees who waits for it", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = ann;
  await page.getByTestId("file-upload-area").click();
  await expect(page.locator("text=File sharing available in v2.0")).toBeVisible();
  expect(await violations(page), "the message").toEqual([]);
  await page.getByTestId("learn-more-button").click();
  const roadmap = page.getByTestId("feature-roadmap-modal");
  await expect(roadmap).toBeVisible();
  await roadmap.getByRole("button", { name: "Avatars: I want this" }).click();
  await expect(roadmap).toContainText("Thank you");
  expect(await violations(page), "the roadmap").toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("learn-more-button")).toBeFocused();

  await page.getByRole("button", { name: /your menu$/ }).click();
  await page.getByRole("button", { name: "Features" }).click();
  const features = page.getByRole("dialog", { name: "Features" });
  await expect(features.getByRole("region", { name: "Interest" })).toContainText(
    "Pictures of people: wants avatars",
  );
  await features.getByRole("checkbox", { name: "Files" }).check();
  await expect(features).toContainText("Version 1");
  await features.getByRole("checkbox", { name: "Files" }).uncheck();
  await features.getByRole("button", { name: "Roll back to version 1" }).click();
  await expect(features).toContainText("Version 3 (back to 1)");
  await expect(features.getByRole("checkbox", { name: "Files" })).toBeChecked();
  expect(await violations(page), "the administrator's dialog").toEqual([]);
});
