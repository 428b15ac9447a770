import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { emojiFiles } from "./build/emoji-files.ts";
import { serviceWorker } from "./build/service-worker.ts";

/** What gains from compression; pictures and fonts are compressed already. */
const TEXT = /\.(?:js|css|html|svg|json|webmanifest|txt)$/u;
/** A smaller file fits one packet either way, in bytes. */
const WORTH_BYTES = 1024;

/**
 * Writes `.br` and `.gz` beside every larger text of the build, once and at full strength; the
 * server only picks one. The same text gives the same bytes: no time and no name goes in.
 */
function precompress(): Plugin {
  let folder = "dist";
  return {
    name: "campfire-precompress",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    // Last of all hooks, so that what is copied from `public` is there too.
    closeBundle: () => {
      const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
      for (const name of names.filter((one) => TEXT.test(one))) {
        const path = join(folder, name);
        const text = readFileSync(path);
        if (text.length <= WORTH_BYTES) continue;
        const params = {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
        };
        writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
      }
    },
  };
}

/** What every visit loads before anybody is signed in. */
const FIRST =
  /node_modules\/(?:react|react-dom|scheduler|wouter|regexparam)\/|src\/(?:lib\/(?:i18n|paths|text|settings)|ui\/(?:waiting|lazily|button|notice|field|labelled)|api\/(?:problem|client|http|use-call|use-form))\.\w+$/u;

// The one file (with playwright.config.ts) that must export a default: the tools ask for it.
export default defineConfig({
  plugins: [react(), emojiFiles(), serviceWorker(), precompress()],
  // The router asks for what old React lacked; ours has it.
  resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
  build: {
    target: "es2023",
    // Named, or `:dir()` would be turned into a list of languages, which says nothing of a text.
    cssTarget: ["chrome120", "firefox121", "safari17"],
    // The policy of the server allows no inline script and no data: script; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the entry needs stays in one file, also where others need it: one text compresses better.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", test: FIRST }] } } },
    sourcemap: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true, xfwd: true } },
  },
  test: {
    restoreMocks: true,
    // For a loaded machine: it only ends what hangs.
    testTimeout: 30_000,
    css: { modules: { classNameStrategy: "non-scoped" } },
    // Only screens need a document; the rest starts faster without one.
    projects: [
      {
        extends: true,
        test: {
          name: "screens",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["src/testing/setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "plain", environment: "node", include: ["src/**/*.test.ts"] },
      },
    ],
  },
});
