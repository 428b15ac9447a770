import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The one file (with playwright.config.ts) that must export a default: the tools ask for it.
export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    // The policy of the server allows no inline script and no data: script; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true, xfwd: true } },
  },
  test: {
    restoreMocks: true,
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
