import { expect } from "@playwright/test";
import { PASSWORD, Person } from "./support/person";
import { test } from "./support/test";

/** The three browser scenarios that Campfire was begun with, by the marks on the page they name. */

test("somebody signs in, sends a message and has an empty field again", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = await Person.at(browser, campfire.url, "Ann");
  await page.goto(campfire.url);
  await page.getByTestId("email").fill(ann.email);
  await page.getByTestId("password").fill(PASSWORD);
  await page.getByTestId("login-button").click();
  await expect(page.getByTestId("chat-interface")).toBeVisible();
  await page.getByTestId("message-input").fill("Hello from a browser!");
  await page.getByTestId("send-button").click();
  await expect(page.getByRole("log").getByText("Hello from a browser!")).toBeVisible();
  await expect(page.getByTestId("message-input")).toHaveValue("");
});

test("a feature that is not there says when it comes, and leads to the roadmap", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.page.getByTestId("file-upload-area").click();
  await expect(ann.page.getByText("File sharing available in v2.0")).toBeVisible();
  await ann.page.getByTestId("learn-more-button").click();
  await expect(ann.page.getByTestId("feature-roadmap-modal")).toBeVisible();
});

test("what a second person sends is seen by the first without a reload", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  await ben.join(await ann.invitation());
  await ben.page.getByTestId("message-input").fill("Message from the second person");
  await ben.page.getByTestId("send-button").click();
  await expect(ann.message("Message from the second person")).toBeVisible();
});
