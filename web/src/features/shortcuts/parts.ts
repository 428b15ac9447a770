/** The parts of a screen in their order, each with what takes the focus first. */
const PARTS = [
  { within: "nav", first: "a[aria-current=page]" },
  { within: "nav:not(:has(a[aria-current=page]))", first: "a, button" },
  { within: "search", first: "input" },
  { within: "[role=log]", first: "article[tabindex='0']" },
  { within: "main form:not(search form)", first: "textarea, [contenteditable=true]" },
  { within: "main:not(:has([role=log])) ul:not(search ul)", first: "a, button" },
  { within: "aside", first: "button" },
] as const;

/** Moves the focus to the next part of the screen that is there, or the one before. */
export function goToPart(step: 1 | -1): void {
  const there = PARTS.flatMap(({ within, first }) => {
    const part = document.querySelector(within);
    const target = inView(part) ?? part?.querySelector<HTMLElement>(first);
    return part && target?.checkVisibility() ? [{ part, target }] : [];
  });
  const at = there.findIndex(({ part }) => part.contains(document.activeElement));
  const from = at === -1 && step === -1 ? 0 : at;
  there[(from + step + there.length) % there.length]?.target.focus();
}

/** Of messages the one that is read: the tab stop may be far from what is on the screen. */
function inView(part: Element | null): HTMLElement | null {
  const view = part?.role === "log" ? part.parentElement?.getBoundingClientRect() : undefined;
  if (view === undefined) return null;
  const seen = (row: Element) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= view.top && bottom <= view.bottom;
  };
  const stop = part?.querySelector<HTMLElement>("article[tabindex='0']") ?? null;
  if (stop !== null && seen(stop)) return stop;
  return [...(part?.querySelectorAll<HTMLElement>("article[data-seq]") ?? [])].find(seen) ?? null;
}
