import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

/** Characters of a build's name: as many as make two builds of one name unthinkable. */
const ID_LENGTH = 16;
/** What only the browser's own windows show: of no use without a server. */
const NOT_KEPT = /^icons\/|\.webmanifest$/u;

/**
 * Gives the build a name, writes it into the page and beside it (`build.txt`, for the server), and
 * builds the service worker, which knows the name and the list of the files that it keeps.
 */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  let id = "";
  return {
    name: "campfire-service-worker",
    apply: "build",
    configResolved: (resolved) => {
      config = resolved;
    },
    transformIndexHtml: {
      // Behind everything else that writes into the page: then the names of all files are known.
      order: "post",
      handler: (html, { bundle }) => {
        id = nameOf(html, Object.keys(bundle ?? {}), config.publicDir);
        return [{ tag: "meta", attrs: { name: "campfire-build", content: id }, injectTo: "head" }];
      },
    },
    writeBundle: async ({ dir = config.build.outDir }, bundle) => {
      writeFileSync(join(dir, "build.txt"), `${id}\n`);
      const built = Object.keys(bundle).filter((name) => !name.endsWith(".html"));
      const asIs = filesIn(config.publicDir).filter((name) => !NOT_KEPT.test(name));
      await buildWorker(config, dir, id, [...built, ...asIs].sort());
    },
  };
}

/** The same sources give the same name: names of built files hold their content's hash. */
function nameOf(html: string, built: readonly string[], publicDir: string): string {
  const hash = createHash("sha256").update(html);
  for (const name of [...built].sort()) hash.update(`\n${name}`);
  for (const name of filesIn(publicDir)) {
    hash.update(`\n${name}\n`).update(readFileSync(join(publicDir, name)));
  }
  return hash.digest("hex").slice(0, ID_LENGTH);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** One classic script under a name that stays: a browser looks there for the next one. */
async function buildWorker(config: ResolvedConfig, dir: string, id: string, files: string[]) {
  await build({
    configFile: false,
    root: config.root,
    publicDir: false,
    logLevel: "warn",
    define: {
      BUILD: JSON.stringify(id),
      FILES: JSON.stringify(files.map((name) => `/${name}`)),
    },
    build: {
      target: config.build.target,
      outDir: dir,
      emptyOutDir: false,
      modulePreload: false,
      rollupOptions: {
        input: join(config.root, "src/sw/sw.ts"),
        output: { format: "iife", entryFileNames: "sw.js" },
      },
    },
  });
}
