import { type Browser, expect } from "@playwright/test";
import { DRIFT_PX, driftOf, readAt } from "./support/drift";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";
import { atZoom, inZoomed, VIEWS, type ZoomView } from "./support/zoom";

const MESSAGES = 240;
const LIVE = 6;

/** Lines of many heights, some with code, lists and pictures that come late. */
function words(n: number): string {
  if (n % 13 === 0) return "/play tada";
  if (n % 11 === 0) return '```rust\nfn main() {\n    println!("a line of code");\n}\n```';
  if (n % 7 === 0) return `Line ${n}\n\n- one\n- two\n- three`;
  return `Line ${n}. ${"Words that fill the line until it breaks. ".repeat(n % 6)}`;
}

test("what one reads stays where it is, at every zoom and width", async ({ campfire, browser }) => {
  test.setTimeout(600_000);
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.setUp();
  await expect(ben.input).toBeVisible();
  const poster = await Poster.of(ben);
  const link = await ben.invitation();
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.join(link);
  await ann.page.context().close();
  await poster.many(MESSAGES, words);
  const ends = { last: MESSAGES };
  for (const view of VIEWS) {
    await test.step(view.name, async () => {
      await inZoomed(browser, view, (zoomed) =>
        readThrough(zoomed, campfire.url, poster, view, ends),
      );
    });
  }
});

async function readThrough(
  browser: Browser,
  url: string,
  poster: Poster,
  view: ZoomView,
  ends: { last: number },
): Promise<void> {
  const { name, scale, width, height } = view;
  const ann = await Person.at(browser, url, "Ann", atZoom(view));
  const { page } = ann;
  await ann.signIn();
  await ann.open("All Talk");
  const latest = page.getByRole("button", { name: /^Jump to latest/ });
  const last = ann.log.locator(`article[data-seq='${ends.last}']`);
  // It opens at the first unread message, and the button comes a moment later.
  await expect(async () => {
    if (await latest.isVisible()) await latest.click();
    await expect(last).toBeInViewport({ timeout: 1_000 });
  }).toPass();
  if (scale !== 1) expect(await hasFractions(ann, scale), "places between pixels").toBe(true);

  const found: Record<string, number> = {};
  const watch = async (what: string, share: number, change: () => Promise<unknown>) => {
    await readAt(page, share);
    await change();
    found[what] = await driftOf(page);
  };
  const first = () => ann.log.locator("article[data-seq]").first();
  let open = () => {};
  const gate = new Promise<void>((done) => {
    open = done;
  });
  await page.route(/[?&]before=\d/, async (route) => {
    await gate;
    await route.continue();
  });
  await watch("older pages", 0.02, async () => {
    const before = await first().getAttribute("data-seq");
    open();
    await expect(first()).not.toHaveAttribute("data-seq", before ?? "");
  });
  await watch("new messages", 0.4, async () => {
    await poster.many(LIVE, words);
    ends.last += LIVE;
    await expect(latest).toBeVisible();
  });
  const shown = Number(await first().getAttribute("data-seq"));
  const above = await poster.at(shown + 2);
  const row = ann.log.locator(`article[data-message='${above.id}']`);
  await watch("an edit above", 0.5, async () => {
    await poster.edit(above.id, "Now much longer. ".repeat(40));
    await expect(row).toContainText("Now much longer.");
  });
  await watch("a boost above", 0.5, async () => {
    await poster.boost(above.id, `So ${name}`);
    await expect(row.getByRole("list")).toContainText("So");
  });
  await watch("a narrower window", 0.5, async () => {
    await narrow(ann, Math.round(width * 0.9), height);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBeLessThan(width * 0.95);
  });
  await watch("a growing composer", 0.5, async () => {
    const before = (await ann.input.boundingBox())?.height ?? 0;
    await ann.input.fill("One\nTwo\nThree\nFour");
    await expect.poll(async () => (await ann.input.boundingBox())?.height).toBeGreaterThan(before);
  });
  await ann.input.fill("");
  const figures = Object.entries(found).map(([what, px]) => `${what} ${px.toFixed(2)}`);
  console.log(`movement at ${name}, px: ${figures.join(", ")}`);
  for (const [what, px] of Object.entries(found)) {
    expect(px, `${what} at ${name}`).toBeLessThanOrEqual(DRIFT_PX);
  }
  expect(ann.errors).toEqual([]);
  await page.context().close();
}

/** Resizes the window; one that is not emulated by the window's own measures. */
async function narrow({ page }: Person, width: number, height: number): Promise<void> {
  if (page.viewportSize() !== null) return page.setViewportSize({ width, height });
  const devtools = await page.context().newCDPSession(page);
  const { windowId } = await devtools.send("Browser.getWindowForTarget");
  await devtools.send("Browser.setWindowBounds", { windowId, bounds: { width, height } });
}

/** Whether the view can stand between two CSS pixels; else the zoom would prove nothing. */
function hasFractions({ page }: Person, scale: number): Promise<boolean> {
  return page.evaluate((wanted) => {
    const view = document.querySelector("[role=log]")?.parentElement as HTMLElement;
    const before = view.scrollTop;
    view.scrollTop = 101;
    const stood = view.scrollTop;
    view.scrollTop = before;
    return Math.abs(devicePixelRatio - wanted) < 0.001 && !Number.isInteger(stood);
  }, scale);
}
