import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { Reading } from "./support/reading";
import { TcpProxy } from "./support/tcp-proxy";
import { test } from "./support/test";
import { chance } from "./support/weather";

/** How long they talk, in ms: five minutes in full. */
const TALK_MS = process.env.CAMPFIRE_TEST_FULL === undefined ? 40_000 : 300_000;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** The wire breaks so often … */
const CUT_EVERY_MS = 30_000;
/** … and is gone for so long, in ms. */
const CUT_MS = 3_000;
/** Slower than the desk it is tried on, by so much. */
const SLOWER = 4;
/** What was said before, so that there is something to read further up. */
const BEFORE = 60;
/** Everything must be everywhere by then, in ms. */
const SETTLE_MS = 60_000;
/** Under a reader nothing may move by more. */
const DRIFT_PX = 1;

test("two people talk, one of them on a slow telephone with a bad line", async ({
  campfire,
  browser,
}) => {
  test.setTimeout(240_000 + TALK_MS * 2);
  const random = chance(SEED);
  console.log(`SEED=${SEED}`);
  const weather = { delayMs: 300, heldShare: 0.05, heldMs: 1_000, random: chance(SEED + 1) };
  const wire = await TcpProxy.to(campfire.url, weather);
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, wire.url, "Ben", {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 3,
  });
  await ben.join(await ann.invitation());
  const session = await ben.page.context().newCDPSession(ben.page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await ann.open("All Talk");
  await ben.open("All Talk");

  await ann.page.evaluate(async (count) => {
    const room = location.pathname.split("/")[2];
    for (let n = 1; n <= count; n += 1) {
      const body = JSON.stringify({ client_message_id: crypto.randomUUID(), body: `Before ${n}` });
      const headers = { "content-type": "application/json" };
      await fetch(`/api/v1/rooms/${room}/messages`, { method: "POST", headers, body });
    }
  }, BEFORE);
  await expect(ben.message(`Before ${BEFORE}`)).toBeInViewport();

  const reading = new Reading(ben);
  let said = BEFORE;
  let cuts = 0;
  let reads = 0;
  let worst = 0;
  const pick = (n: number) => Math.floor(random() * n);
  const say = async (who: Person) => {
    said += 1;
    const words = "and so on ".repeat(1 + pick(12));
    const more = pick(5) === 0 ? "\n\n- one\n- two\n- three" : "";
    await who.say(`${who.name} ${said}: ${words}${more}`);
  };
  const mend = async (who: Person) => {
    await who.input.press("ArrowUp");
    const field = who.page.getByLabel("Text of the message");
    // Right after a room was opened there is nothing of one's own to change.
    if ((await field.count()) === 0) return;
    await field.fill(`${who.name} changed: ${"better words ".repeat(1 + pick(10))}`);
    await who.page.keyboard.press("Enter");
  };
  const send = async (who: Person, touch: boolean) => {
    await say(who);
    // A touch keyboard makes a line with Enter.
    if (touch) await who.page.getByTestId("send-button").click();
  };

  const startedAt = Date.now();
  let cutAt = startedAt;
  while (Date.now() - startedAt < TALK_MS) {
    if (Date.now() - cutAt >= CUT_EVERY_MS) {
      cutAt = Date.now();
      cuts += 1;
      wire.cut();
      setTimeout(() => wire.mend(), CUT_MS);
    }
    const roll = pick(10);
    if (roll < 5) await send(ann, false);
    else if (roll < 8) await send(ben, true);
    else if (roll === 8) await mend(ann);
    else {
      reads += 1;
      await reading.begin();
      for (let n = 0; n < 4; n += 1) await send(ann, false);
      await mend(ann);
      worst = Math.max(worst, await reading.end());
    }
  }
  wire.mend();

  for (const person of [ann, ben]) {
    // It may go by itself at any moment: looked for and pressed in one step.
    const jump = person.page.getByRole("button", { name: /Jump to latest/ });
    await jump.evaluateAll((buttons) => (buttons[0] as HTMLElement | undefined)?.click());
  }
  const ids = (who: Person) =>
    who.log
      .locator("article[data-message]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-message")));
  await expect(ann.log.locator("article[data-pending]")).toHaveCount(0, { timeout: SETTLE_MS });
  await expect(ben.log.locator("article[data-pending]")).toHaveCount(0, { timeout: SETTLE_MS });
  const stored = (await ann.stored()).map(({ id }) => id);
  for (const person of [ann, ben]) {
    // A window holds the newest few hundred; what it holds must be the end of the store's list.
    await expect
      .poll(async () => (await ids(person)).at(-1), { timeout: SETTLE_MS })
      .toBe(stored.at(-1));
    const shown = await ids(person);
    expect(shown).toEqual(stored.slice(-shown.length));
    expect(shown.length).toBeGreaterThanOrEqual(Math.min(stored.length, 50));
  }
  expect(new Set(stored).size).toBe(said);
  expect(stored).toHaveLength(said);
  console.log(
    `${((Date.now() - startedAt) / 1_000).toFixed(0)} s, ${said} messages, ${cuts} cuts, ` +
      `read ${reads} times, moved ${worst.toFixed(2)} px at most`,
  );
  expect(worst).toBeLessThanOrEqual(DRIFT_PX);
  expect((await ann.watch()).violations).toEqual([]);
  expect(ann.errors).toEqual([]);
  await wire.stop();
});
