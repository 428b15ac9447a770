import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { vi } from "vitest";

/** Answers as the server does when a catalogue is asked for, with the real file. */
export function serveCatalogues(): void {
  const root = resolve(import.meta.dirname, "../..");
  vi.stubGlobal("fetch", async (path: string) => new Response(readFileSync(root + path)));
}
