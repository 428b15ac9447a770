import type { Page } from "@playwright/test";

/** What assistive software is told without being asked. */
export interface Heard {
  /** The kind of live region. */
  readonly role: string;
  readonly words: string;
}

/** Listens as a screen reader does: additions to the log, and statuses and alerts whole, unless they are silenced. */
export async function listen(
  page: Page,
): Promise<{ heard: Heard[]; times: (words: RegExp) => number }> {
  const heard: Heard[] = [];
  await page.exposeFunction("hear", (role: string, words: string) => heard.push({ role, words }));
  await page.addInitScript(attend);
  return { heard, times: (words) => heard.filter((one) => words.test(one.words)).length };
}

/** Runs in the page. */
function attend(): void {
  const { hear } = window as unknown as { hear: (role: string, words: string) => void };
  const REGIONS = "[role=log], [role=status], [role=alert]";
  const isSilent = (element: Element) =>
    element.closest("[aria-live]")?.getAttribute("aria-live") === "off" ||
    element.closest("[aria-busy=true], [aria-hidden=true], [hidden]") !== null;
  const namesIn = (node: Node): string =>
    node instanceof Element
      ? (node.getAttribute("aria-label") ?? [...node.childNodes].map(namesIn).join(" "))
      : (node.textContent ?? "");
  const wordsOf = (element: Element) => namesIn(element).replace(/\s+/gu, " ").trim();
  const take = (records: readonly MutationRecord[]) => {
    const whole = new Set<Element>();
    for (const record of records) {
      const at = record.target instanceof Element ? record.target : record.target.parentElement;
      const region = at?.closest(REGIONS) ?? null;
      if (region !== null && region.role !== "log" && !isSilent(region)) whole.add(region);
      for (const node of record.addedNodes) {
        if (!(node instanceof Element)) continue;
        // What is urgent is told when it comes; of a status only what is said in it later.
        for (const alert of [node, ...node.querySelectorAll("*")]) {
          if (alert.role === "alert" && !isSilent(alert)) whole.add(alert);
        }
        const log = node.matches("[role=log]") ? null : node.closest("[role=log]");
        if (log !== null && node.isConnected && !isSilent(node)) hear("log", wordsOf(node));
      }
    }
    for (const region of whole) {
      const words = region.textContent?.replace(/\s+/gu, " ").trim() ?? "";
      if (region.isConnected && words !== "") hear(region.role ?? "", words);
    }
  };
  new MutationObserver(take).observe(document, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}
