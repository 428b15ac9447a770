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
    await expect(page.getByRole("alert")).toContainText("written as 2026-01-31");
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

test("filters are fields and chips, and what is looked for stays one text", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ann.setUp();
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ben.say("The plan is at https://example.com/plan");
  await expect(ben.message("The plan is")).toHaveAttribute("data-seq", "1");
  await ann.open("All Talk");
  await ann.say("What plan?");
  await expect(ann.message("What plan?")).toHaveAttribute("data-seq", "2");
  await ann.newRoom("Big plans");
  await ann.say("A plan of our own");
  await expect(ann.message("A plan of our own")).toHaveAttribute("data-seq", "1");

  const { page } = ann;
  const found = page.getByRole("list", { name: "Messages found" }).getByRole("listitem");
  const box = page.getByRole("searchbox", { name: "Search messages" });
  await page.goto(`${campfire.url}/search?q=plan`);
  await expect(found).toHaveCount(3);

  await test.step("people and rooms are completed by a few letters", async () => {
    await page.getByRole("button", { name: "Filters" }).click();
    const from = page.getByRole("combobox", { name: "From whom" });
    await from.pressSequentially("be");
    await expect(page.getByRole("option", { name: "Ben" })).toBeVisible();
    await from.press("Enter");
    await expect(box).toHaveValue("plan from:@ben");
    await expect(found).toHaveCount(1);
    await expect(from).toBeFocused();
    await from.press("ArrowDown");
    await page.getByRole("option", { name: "Ann (you)" }).click();
    await expect(found).toHaveCount(3);
    const room = page.getByRole("combobox", { name: "In which room" });
    await room.pressSequentially("big");
    await expect(page.getByRole("option")).toHaveText("Big plans");
    await room.press("Enter");
    await expect(box).toHaveValue('plan from:@ben from:me in:"Big plans"');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText("A plan of our own");
  });

  await test.step("what stands in the address is what is shown, there and back", async () => {
    await page.reload();
    const chips = page.getByRole("list", { name: "Filters in use" }).getByRole("button");
    await expect(chips).toHaveText(["From @ben", "From Ann (you)", "In Big plans"]);
    await page.getByRole("button", { name: "In Big plans, take away" }).click();
    await expect(page.getByRole("button", { name: "From Ann (you), take away" })).toBeFocused();
    await expect(found).toHaveCount(3);
    await page.goBack();
    await expect(found).toHaveCount(1);
    await expect(chips).toHaveCount(3);
  });

  await test.step("days and what is in it narrow it down, and nothing is offered a way out", async () => {
    await page.goto(`${campfire.url}/search?q=plan`);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("checkbox", { name: "With a link" }).check();
    await expect(found).toHaveCount(1);
    await page.getByLabel("Before the day").fill("2020-01-31");
    await expect(box).toHaveValue("plan has:link before:2020-01-31");
    await expect(page.getByText("Nothing found for plan has:link")).toBeVisible();
    await expect(page.getByRole("button", { name: "Before 31 Jan 2020, take away" })).toBeVisible();
    await page.getByRole("button", { name: "Search without filters" }).click();
    await expect(found).toHaveCount(3);
    await expect(page.getByRole("checkbox", { name: "With a link" })).not.toBeChecked();
    await expect(page.getByLabel("Before the day")).toHaveValue("");
  });
  expect((await ann.watch()).violations).toEqual([]);
  expect(ann.errors).toEqual([]);
});
