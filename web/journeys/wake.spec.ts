import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { Sleeper } from "./support/sleeper";
import { TcpProxy } from "./support/tcp-proxy";
import { test } from "./support/test";

/** With `CAMPFIRE_TEST_FULL` the sleep is as long as the promise says, in ms; else until the server has given the sleeper up. */
const SLEEP_MS = process.env.CAMPFIRE_TEST_FULL === undefined ? 0 : 600_000;
/** The lease of a silent socket is 60 s, and 5 s more until everyone is told. */
const LEASE_MS = 66_000;
/** What a waking client aims to be up to date in, in ms; ten times that only ends what hangs. */
const WAKE_MS = 3_000;
const MISSED = 40;

test("a page that slept for ten minutes is up to date again without a reload", async ({
  campfire,
  browser,
}) => {
  test.setTimeout(180_000 + SLEEP_MS);
  const wire = await TcpProxy.to(campfire.url);
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { launchOptions = {} } = test.info().project.use;
  const lid = await Sleeper.with({ ...launchOptions, headless: true });
  try {
    const ben = await Person.at(lid.browser, wire.url, "Ben");
    await ben.join(await ann.invitation());
    await ben.open("All Talk");
    await ann.open("All Talk");
    await ann.say("Before");
    await expect(ben.message("Before")).toBeVisible();
    await ben.page.evaluate(() => Object.assign(window, { neverReloaded: true }));

    const away = ann.page.getByRole("region", { name: "Away" });
    await lid.sleep();
    wire.silence("up", "down");
    const sleptAt = Date.now();
    for (let n = 1; n <= MISSED; n += 1) await ann.say(`Missed ${n}`);
    // The server has given the sleeper up: nobody is there behind the socket.
    await expect(away).toContainText("Ben", { timeout: LEASE_MS });
    await expect
      .poll(() => Date.now() - sleptAt, { timeout: SLEEP_MS + 1_000 })
      .toBeGreaterThanOrEqual(SLEEP_MS);

    wire.forget();
    const wokeAt = Date.now();
    lid.wake();
    await expect(ben.message(`Missed ${MISSED}`)).toBeVisible({ timeout: WAKE_MS * 10 });
    const took = Date.now() - wokeAt;
    console.log(
      `slept for ${((wokeAt - sleptAt) / 1_000).toFixed(0)} s; up to date after ${took} ms (target ${WAKE_MS})`,
    );
    expect(await ben.shown()).toEqual((await ann.stored()).map(({ line }) => line));
    expect(await ben.page.evaluate(() => "neverReloaded" in window)).toBe(true);
    // What came meanwhile begins in the upper part of the view, and is not read before it was seen.
    await expect(ben.message("Missed 1").first()).toBeInViewport({ ratio: 1 });
    await ben.say("Awake");
    await expect(ann.message("Awake")).toHaveAttribute("data-seq", String(MISSED + 2));
  } finally {
    await lid.stop();
  }
  await wire.stop();
});

test("without sockets everything still comes, by asking", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  // A proxy in between that knows nothing of sockets.
  await ben.page.context().routeWebSocket(/\/live$/u, (socket) => socket.close({ code: 1011 }));
  await ben.join(await ann.invitation());
  await ben.open("All Talk");
  await expect(ben.status).toHaveText("Connected", { timeout: 60_000 });
  await ann.say("By asking");
  await expect(ben.message("By asking")).toBeVisible();
  await ben.say("And back");
  await expect(ann.message("And back")).toBeVisible();
  await expect(ben.message("And back")).toHaveAttribute("data-seq", "2");
});
