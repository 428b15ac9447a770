import { type Browser, expect, type Page } from "@playwright/test";
import { DRIFT_PX, driftOf, readAt } from "./support/drift";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";
import { atZoom, inZoomed, VIEWS, type ZoomView } from "./support/zoom";

const MESSAGES = 60;
/** So far from the end one is still with it, in px: less than a line and a half. */
const NEAR_PX = 30;
/** What a fractional pixel may keep the view from its end. */
const EDGE_PX = 2;

test("the end is followed by who is at it, and only by them, at every zoom and width", async ({
  campfire,
  browser,
}) => {
  test.setTimeout(600_000);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.setUp();
  await expect(ben.input).toBeVisible();
  const poster = await Poster.of(ben);
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.join(await ben.invitation());
  await ann.page.context().close();
  await poster.many(MESSAGES);
  for (const view of VIEWS) {
    await test.step(view.name, () =>
      inZoomed(browser, view, (zoomed) => follows(zoomed, campfire.url, poster, view)),
    );
  }
});

/** How far the view is from the end of the messages, in px. */
function fromEnd(page: Page): Promise<number> {
  return page.evaluate(() => {
    const view = document.querySelector("[role=log]")?.parentElement as HTMLElement;
    return view.scrollHeight - view.scrollTop - view.clientHeight;
  });
}

/** The same, once the view stands still. */
async function restsAt(page: Page): Promise<number> {
  let before = -1;
  let now = await fromEnd(page);
  while (before !== now) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    before = now;
    now = await fromEnd(page);
  }
  return now;
}

async function follows(
  browser: Browser,
  url: string,
  poster: Poster,
  view: ZoomView,
): Promise<void> {
  const ann = await Person.at(browser, url, "Ann", atZoom(view));
  const { page } = ann;
  await ann.signIn();
  await ann.open("All Talk");
  const latest = page.getByRole("button", { name: /^Jump to latest/ });
  const isWith = async (text: string) => {
    await expect(ann.message(text)).toBeInViewport({ ratio: 0.9 });
    expect(await fromEnd(page), `with the end at ${view.name}`).toBeLessThanOrEqual(EDGE_PX);
    await expect(latest).toHaveCount(0);
  };
  const by = (wheel: number) => async () => {
    const before = await fromEnd(page);
    await ann.log.hover();
    await page.mouse.wheel(0, -wheel);
    await expect.poll(() => fromEnd(page)).toBeGreaterThan(before + wheel / 2);
  };
  await ann.say(`Here I am, ${view.name}`);
  await isWith(`Here I am, ${view.name}`);

  // One by one, each with its own fraction of a pixel, and one that grows when it is there.
  for (let n = 1; n <= 8; n += 1) await poster.post(`One of eight, ${view.name}: ${n}`);
  await isWith(`One of eight, ${view.name}: 8`);
  const near = await poster.post(`Changes, ${view.name}`);
  await poster.edit(near.id, `Changing, ${view.name}`);
  await expect(ann.message(`Changing, ${view.name}`)).toBeVisible();
  const grows = await poster.post(`It grows, ${view.name}`);
  await isWith(`It grows, ${view.name}`);
  await poster.edit(grows.id, `It has grown, ${view.name}. ${"More words. ".repeat(80)}`);
  await expect(ann.message(`It has grown, ${view.name}`)).toBeVisible();
  expect(await fromEnd(page), `an edit at ${view.name}`).toBeLessThanOrEqual(EDGE_PX);

  await by(NEAR_PX)();
  // A little above the end one rests; only what comes draws one along.
  const rests = await restsAt(page);
  await poster.edit(near.id, `Changed, ${view.name}`);
  await expect(ann.message(`Changed, ${view.name}`)).toBeVisible();
  expect(await fromEnd(page), `resting near the end at ${view.name}`).toBe(rests);
  await poster.post(`Near the end, ${view.name}`);
  await isWith(`Near the end, ${view.name}`);

  await by(NEAR_PX * 8)();
  await readAt(page, 0.6);
  await poster.many(5, (n) => `Below the reader, ${view.name}: ${n}`);
  await expect(latest).toHaveAccessibleName(/, 5 new messages$/);
  const drift = await driftOf(page);
  console.log(`movement of who reads above at ${view.name}: ${drift.toFixed(2)} px`);
  expect(drift, view.name).toBeLessThanOrEqual(DRIFT_PX);

  await ann.say(`My own words, ${view.name}`);
  await isWith(`My own words, ${view.name}`);
  expect(ann.errors).toEqual([]);
  await page.context().close();
}
