/** The browser's offer to install this client; the DOM types of TypeScript do not know it. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: Installed }>;
}

let offer: InstallOffer | null = null;

/** Keeps the browser's offer until the person asks for it. It comes once, and early. */
export function keepInstallOffer(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallOffer;
  });
}

/** The offer, while there is one. */
export function installOffer(): InstallOffer | null {
  return offer;
}

/** What the person answered; an offer that could not be made was not taken. */
export type Installed = "accepted" | "dismissed";

/** Asks the browser to install; an offer can be taken once. */
export async function install(): Promise<Installed> {
  const taken = offer;
  offer = null;
  try {
    return (await taken?.prompt())?.outcome ?? "dismissed";
  } catch {
    return "dismissed";
  }
}

/** Calls back when an offer comes. The answer stops it. */
export function onInstallOffer(listener: () => void): () => void {
  window.addEventListener("beforeinstallprompt", listener);
  return () => window.removeEventListener("beforeinstallprompt", listener);
}
