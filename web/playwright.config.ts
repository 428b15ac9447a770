import { readdirSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Debian's Chromium; `CHROMIUM` names another one. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * A browser that has lived through half an hour of journeys is two to three times as slow as a new
 * one. Each file is a project, because each project has a browser of its own.
 */
const projects = readdirSync(new URL("journeys/", import.meta.url))
  .filter((name) => name.endsWith(".spec.ts"))
  .map((name) => ({ name: name.replace(".spec.ts", ""), testMatch: `**/${name}` }));

export default defineConfig({
  testDir: "journeys",
  projects,
  // Pictures for looking at are no test; `npm run screenshots` makes them.
  testIgnore: process.env.SCREENSHOTS === undefined ? "**/screenshots.spec.ts" : [],
  // Each journey starts its own server; two cores carry one journey at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Deadlines are for a loaded machine: they only end what hangs. What is judged has its own number.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    browserName: "chromium",
    headless: true,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
