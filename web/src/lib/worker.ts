/** The little of Trusted Types that we use; the DOM types of TypeScript do not know it yet. */
interface Policy {
  createScriptURL(asked: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy;
}

/** Whatever is asked for: a worker comes from this address only. The server's policy allows the name. */
const rules: Policy = { createScriptURL: () => "/sw.js" };
const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy = factory?.createPolicy("campfire-worker", rules) ?? rules;

/** Lets this browser keep the client, so that it opens without a server; one that refuses goes without. */
export async function installWorker(): Promise<void> {
  try {
    await navigator.serviceWorker?.register(policy.createScriptURL("/sw.js"));
  } catch {
    // A private window, or storage is full.
  }
}
