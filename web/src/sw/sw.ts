import { followNotice } from "./notice";
import { cacheOf, isClient, outdated, wayOf } from "./rules";

declare const self: ServiceWorkerGlobalScope;
/** The name of this build. */
declare const BUILD: string;
/** Every file of this build, as paths. */
declare const FILES: readonly string[];

const CACHE = cacheOf(BUILD);
const SHELL = "/";
/** A network that gives no page for so long is as good as none, in ms. */
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const way = wayOf(request, self.location.origin, FILES);
  if (way === "page") event.respondWith(page(request));
  if (way === "for-ever") event.respondWith(forEver(request));
  if (way === "fresh") event.respondWith(fresh(request));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const isOurs = (url: string) => isClient(url, self.location.origin);
  event.waitUntil(followNotice(event.notification.data, self.clients, isOurs));
});

/** All files of this build or none: half a client is worse than the one before. */
async function install(): Promise<void> {
  try {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FILES]);
    await cache.put(SHELL, await shellOfThisBuild());
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
  // Nothing to wait for: windows of the build before find their parts in its cache.
  await self.skipWaiting();
}

/** The server may have been replaced since it gave this script; its page would name other files. */
async function shellOfThisBuild(): Promise<Response> {
  const shell = await fetch(SHELL, { cache: "reload" });
  const page = await shell.clone().text();
  if (!shell.ok || !page.includes(BUILD)) throw new Error("the page is of another build");
  return shell;
}

async function tidy(): Promise<void> {
  const old = outdated(await caches.keys(), CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The server's page while there is one, so that nobody is left with an old one; else ours. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await Promise.race([fetch(request), tooLate()]);
    // A proxy that finds no server behind it is no better than no answer.
    return answer.status < 500 ? answer : ((await shell()) ?? answer);
  } catch {
    return (await shell()) ?? Response.error();
  }
}

async function tooLate(): Promise<never> {
  await new Promise((done) => setTimeout(done, PATIENCE_MS));
  throw new Error("no page in time");
}

async function shell(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(SHELL);
}

/** Names hold the content's hash, so any build's copy is the right one. */
async function forEver(request: Request): Promise<Response> {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

async function fresh(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(request.url, { ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}
