import { expect } from "@playwright/test";
import { later, movableClock } from "./support/clock";
import { looksAway, looksBack } from "./support/focus";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

test("only a window that somebody looks at reads what comes", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await ann.open("All Talk");
  const marker = async () => {
    const answer = await ann.page.request.get(`${campfire.url}/api/v1/rooms`);
    const { rooms } = await answer.json();
    return rooms[0].last_read_seq as number;
  };

  await test.step("focused at the end: read as it comes", async () => {
    await ben.say("Line 1");
    await expect(ann.message("Line 1")).toBeVisible();
    await expect.poll(marker).toBe(1);
  });

  await test.step("in view, but not looked at: unread", async () => {
    await looksAway(ann);
    for (let n = 2; n <= 8; n += 1) await ben.say(`Line ${n}`);
    await expect(ann.message("Line 8")).toBeInViewport();
    await expect(ann.roomLink("All Talk")).toContainText("7 unread");
    await expect(ann.page).toHaveTitle(/^\(7\) /);
    expect(await marker()).toBe(1);
  });

  await test.step("looked at again: read", async () => {
    await looksBack(ann);
    await expect.poll(marker).toBe(8);
    await expect(ann.roomLink("All Talk")).not.toContainText("unread");
  });

  const poster = await Poster.of(ben);
  const latest = ann.page.getByRole("button", { name: /^Jump to latest/ });
  await test.step("more than fits, and nobody looks: the first of it waits in view", async () => {
    await looksAway(ann);
    for (let n = 9; n <= 60; n += 1) await poster.post(`Line ${n}`);
    await expect(ann.roomLink("All Talk")).toContainText("52 unread");
    await expect(latest).toHaveAccessibleName(/new messages$/);
    await expect(ann.message("Line 9")).toBeInViewport({ ratio: 1 });
    await looksBack(ann);
    const last = await lastInView(ann);
    expect(last).toBeLessThan(60);
    await expect.poll(marker).toBe(last);
    await expect(ann.roomLink("All Talk")).toContainText(`${60 - last} unread`);
    await latest.click();
    await expect.poll(marker).toBe(60);
  });

  await test.step("looked at above the end: what comes below is unread", async () => {
    await ann.log.locator("article").first().scrollIntoViewIfNeeded();
    await expect(latest).toBeVisible();
    await ben.say("Line 61");
    await expect(ann.roomLink("All Talk")).toContainText("1 unread");
    expect(await marker()).toBe(60);
    await latest.click();
    await expect.poll(marker).toBe(61);
  });

  await test.step("a minute without a sign of anybody: unread, until somebody is back", async () => {
    await movableClock(ann.page);
    await ann.page.reload();
    await expect(ann.message("Line 61")).toBeInViewport();
    await later(ann.page, 120_000);
    await ben.say("Line 62");
    await expect(ann.message("Line 62")).toBeInViewport();
    await expect(ann.roomLink("All Talk")).toContainText("1 unread");
    expect(await marker()).toBe(61);
    await ann.page.mouse.move(600, 300);
    await expect.poll(marker).toBe(62);

    await later(ann.page, 120_000);
    for (let n = 1; n <= 50; n += 1) await poster.post(`At night ${n}`);
    await expect(latest).toHaveAccessibleName(/new messages$/);
    await expect(ann.message("Line 62")).toBeInViewport();
    expect(await marker()).toBe(62);
    await ann.page.mouse.move(500, 300);
    await expect.poll(marker).toBe(await lastInView(ann));
    expect(await marker()).toBeLessThan(112);
    await latest.click();
    await expect.poll(marker).toBe(112);
  });

  await test.step("the divider stays while one reads, and goes when one comes back", async () => {
    await ann.newRoom("Garden");
    await ben.say("Line 113");
    await expect(ann.roomLink("All Talk")).toContainText("1 unread");
    await ann.open("All Talk");
    const divider = ann.page.getByTestId("unread-divider");
    await expect(divider).toBeVisible();
    await expect.poll(marker).toBe(113);
    await ben.say("Line 114");
    await expect(ann.message("Line 114")).toBeInViewport();
    await expect.poll(marker).toBe(114);
    await expect(divider.locator("xpath=following-sibling::article[1]")).toContainText("Line 113");
    await ann.open("Garden");
    await ann.open("All Talk");
    await expect(ann.message("Line 114")).toBeVisible();
    await expect(divider).toHaveCount(0);
  });
  expect(ann.errors).toEqual([]);
});

/** The number of the last message that is wholly on the screen. */
function lastInView(person: Person): Promise<number> {
  return person.log.locator("article[data-seq]").evaluateAll((rows) => {
    const { bottom } = rows[0]?.closest("[role=log]")?.parentElement?.getBoundingClientRect() ?? {
      bottom: 0,
    };
    const seen = rows.filter((row) => row.getBoundingClientRect().bottom <= bottom + 1);
    return Number(seen.at(-1)?.getAttribute("data-seq"));
  });
}
