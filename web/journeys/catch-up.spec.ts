import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

/** With `CAMPFIRE_TEST_FULL` as much as drives people away; else enough that nobody would read it. */
const EACH = process.env.CAMPFIRE_TEST_FULL === undefined ? 400 : 10_000;
const ROOMS = ["All Talk", "Garden", "Workshop"];

test("much unread in many rooms is caught up with by one press", async ({ campfire, browser }) => {
  test.setTimeout(600_000);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.setUp();
  for (const room of ROOMS.slice(1)) await ben.newRoom(room);
  await ben.newRoom("Quiet");
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.join(await ben.invitation());
  await ann.open("Quiet");
  const phone = await Person.at(browser, campfire.url, "Ann");
  await phone.signIn();
  await phone.open("Quiet");
  for (const room of ROOMS) {
    await ben.open(room);
    await (await Poster.of(ben)).many(EACH, (n) => `${room} ${n}`);
  }
  const total = EACH * ROOMS.length;

  await test.step("what is unread is counted for each room and in the title", async () => {
    for (const room of ROOMS) {
      await expect(ann.roomLink(room)).toContainText(`${EACH.toLocaleString("en")} unread`);
    }
    const counted = `(${total.toLocaleString("en")}) Quiet · Campfire`;
    await expect(ann.page).toHaveTitle(counted);
  });

  await test.step("in a room: to now by one press, and nothing of it stays unread", async () => {
    await ann.open("Garden");
    await expect(ann.page.getByTestId("unread-divider")).toBeInViewport();
    await ann.page.getByRole("button", { name: /^Jump to latest/ }).click();
    await expect(ann.message(`Garden ${EACH}`)).toBeInViewport();
    await expect(ann.roomLink("Garden")).not.toContainText("unread");
    await expect(phone.roomLink("Garden")).not.toContainText("unread");
  });

  await test.step("all rooms by one press, on every device, and what comes then counts", async () => {
    await ann.menu("Mark all as read");
    for (const tab of [ann, phone]) {
      for (const room of ROOMS) await expect(tab.roomLink(room)).not.toContainText("unread");
      await expect(tab.page).toHaveTitle(/^[^(]/);
    }
    await ann.page.reload();
    await expect(ann.input).toBeVisible();
    await expect(ann.page).toHaveTitle(/^[^(]/);
    await (await Poster.of(ben)).post("After that");
    await expect(ann.roomLink(ROOMS.at(-1) ?? "")).toContainText("1 unread");
    await expect(phone.roomLink(ROOMS.at(-1) ?? "")).toContainText("1 unread");
  });

  await test.step("by a key, too", async () => {
    await phone.page.keyboard.press("Shift+Escape");
    for (const tab of [ann, phone]) {
      await expect(tab.roomLink(ROOMS.at(-1) ?? "")).not.toContainText("unread");
    }
  });
  expect(ann.errors).toEqual([]);
  expect(phone.errors).toEqual([]);
});
