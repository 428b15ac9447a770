import type { Page } from "@playwright/test";

/** The build that a page says it is. */
export function buildOf(page: Page): Promise<string> {
  return page
    .locator('meta[name="campfire-build"]')
    .getAttribute("content")
    .then((name) => name ?? "");
}

/** Names of the caches in which this browser keeps the client, once no worker is on its way. */
export function clientCaches(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { installing, waiting, active } = await navigator.serviceWorker.ready;
    const settled = installing === null && waiting === null && active?.state === "activated";
    return settled ? await caches.keys() : ["on its way"];
  });
}

/** Everything that this browser has kept of somebody's rooms, as one text; empty when it is nothing. */
export function keptOnDevice(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "campfire-offline")) return "";
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const database = await answer(indexedDB.open("campfire-offline"));
    const texts: string[] = [];
    for (const store of database.objectStoreNames) {
      const rows = await answer(database.transaction(store).objectStore(store).getAll());
      texts.push(...rows.map((row) => JSON.stringify(row)));
    }
    database.close();
    return texts.join("\n");
  });
}
