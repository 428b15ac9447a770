import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

test("what was said is found again, in the rooms one is in", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  await ben.join(await ann.invitation());
  await ann.newRoom("Garden");
  await ann.say("The roses want **water** <b>now</b>");
  await expect(ann.message("The roses want water")).toHaveAttribute("data-seq", "1");
  await ann.open("All Talk");
  for (let n = 1; n <= 40; n += 1) await ann.say(`Watering round ${n}`);
  await expect(ann.log.locator("article[data-seq='40']")).toBeVisible();

  const { page } = ben;
  await ben.open("All Talk");
  const found = page.getByRole("list", { name: "Messages found" });
  await test.step("by the key of search, in any form of the word, marked, as plain text", async () => {
    await page.getByRole("heading", { level: 1, name: "All Talk" }).click();
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox", { name: "Search messages" })).toBeFocused();
    await page.keyboard.type("waters in:garden");
    await page.keyboard.press("Enter");
    await expect(found.getByRole("listitem")).toHaveCount(1);
    await expect(found.locator("mark")).toHaveText("water");
    await expect(found).toContainText("<b>now</b>");
    await expect(page).toHaveURL(/\/search\?q=waters/);
  });

  await test.step("each leads to its place", async () => {
    await page.getByRole("searchbox", { name: "Search messages" }).fill('"watering round 7"');
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status").filter({ hasText: "1 message" })).toBeVisible();
    await found.getByRole("link").click();
    await expect(ben.message("Watering round 7")).toBeInViewport();
    await page.goBack();
    await expect(found.getByRole("listitem")).toHaveCount(1);
  });

  await test.step("no text breaks anything, and what was not found is said", async () => {
    const box = page.getByRole("searchbox", { name: "Search messages" });
    for (const text of ["(((nowhere", "nowhere OR 1=1", "'; drop table message; --"]) {
      await box.fill(text);
      await page.keyboard.press("Enter");
      await expect(page.getByText(`Nothing found for ${text}.`)).toBeVisible();
      await expect(page.getByRole("alert")).toHaveCount(0);
    }
    await box.fill('"');
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toHaveText("Your search says nothing to look for.");
    await box.fill("after:yesterday");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("needs days as 2026-01-31");
  });

  await test.step("the last searches are offered until they are cleared", async () => {
    await page.getByRole("button", { name: /^Search messages/ }).click();
    const recent = page.getByRole("region", { name: "Recent searches" });
    await recent.getByRole("link", { name: "waters in:garden" }).click();
    await expect(found.getByRole("listitem")).toHaveCount(1);
    await page.getByRole("button", { name: /^Search messages/ }).click();
    await recent.getByRole("button", { name: "Clear" }).click();
    await expect(recent).toHaveCount(0);
  });

  await test.step("a room one is not in gives nothing away", async () => {
    await page.goto(`${campfire.url}/search?q=secret`);
    const room = await ann.page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const make = {
        method: "POST",
        headers,
        body: JSON.stringify({ kind: "closed", name: "Den" }),
      };
      const { id } = await (await fetch("/api/v1/rooms", make)).json();
      const body = { client_message_id: crypto.randomUUID(), body: "the secret" };
      const post = { method: "POST", headers, body: JSON.stringify(body) };
      return (await fetch(`/api/v1/rooms/${id}/messages`, post)).status;
    });
    expect(room).toBe(201);
    await page.reload();
    await expect(page.getByText("Nothing found for secret.")).toBeVisible();
  });
  expect((await ben.watch()).violations).toEqual([]);
  // The browser reports the texts that are no search, asked for and noted, and nothing else.
  const refused = expect.stringContaining("422 (Unprocessable");
  expect(ben.errors).toEqual([refused, refused, refused, refused]);
});
