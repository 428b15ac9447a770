import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

test("the browser finds nothing that keeps it from installing", async ({
  campfire,
  playwright,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "campfire-browser-"));
  // In a window of an ordinary profile: a private one installs nothing.
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  const context = await playwright.chromium.launchPersistentContext(folder, {
    ...(executablePath !== undefined && { executablePath }),
    ...(args !== undefined && { args }),
  });
  const page = await context.newPage();
  await page.goto(campfire.url);
  await expect(page.getByRole("heading", { name: "Set up Campfire" })).toBeVisible();
  const devtools = await context.newCDPSession(page);
  const manifest = await devtools.send("Page.getAppManifest");
  expect(manifest.errors).toEqual([]);
  const { name, icons, shortcuts } = JSON.parse(manifest.data ?? "{}");
  expect(name).toBe("Campfire");
  expect(shortcuts.map((shortcut: { name: string }) => shortcut.name)).toEqual([
    "New room",
    "My profile",
  ]);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  expect(installabilityErrors).toEqual([]);

  for (const icon of icons as { src: string; sizes: string }[]) {
    const shown = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, icon.src);
    expect(shown).toBe(icon.sizes);
  }
  await context.close();
  await rm(folder, { recursive: true, force: true });
});

test("what a browser keeps is served so that it stays fresh", async ({ campfire, request }) => {
  const types = {
    "/sw.js": "text/javascript; charset=utf-8",
    "/manifest.webmanifest": "application/manifest+json",
    "/icons/icon-192.png": "image/png",
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await request.get(campfire.url + path);
    const headers = answer.headers();
    expect(headers["content-type"]).toBe(type);
    expect(headers["cache-control"]).toBe("no-cache");
    // A worker reaches no further than the folder it lies in, and what its policy lets it.
    expect(headers["service-worker-allowed"]).toBeUndefined();
    expect(headers["content-security-policy"]).toContain("connect-src 'self'");
  }
});

test("the shortcuts of the installed client lead where they say", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { shortcuts } = await (
    await ann.page.request.get(`${campfire.url}/manifest.webmanifest`)
  ).json();
  const [room, profile] = shortcuts as { url: string }[];
  await ann.page.goto(campfire.url + room?.url);
  await expect(ann.page.getByRole("dialog", { name: "New room" })).toBeVisible();
  await ann.page.goto(campfire.url + profile?.url);
  await expect(ann.page.getByRole("dialog", { name: "Your profile" })).toBeVisible();
});
