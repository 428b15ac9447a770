/** Below this distance from the end new messages pull the view along, in px: about one row and a half. */
export const FOLLOW_PX = 60;
/** Sub-pixel noise of zoomed pages that is not worth a correction. */
const NOISE_PX = 0.25;
/** What a fractional pixel may take from a row that is wholly in view. */
const EDGE_PX = 4;

/** A row and where it stood, so that it can be put there again. */
export interface Anchor {
  readonly row: HTMLElement;
  readonly offset: number;
}

/**
 * Where the end of the content is, in words: while they stay the same there is nothing to follow. A
 * full window of rows that are all as tall has the same size with a new last one.
 */
export function endOf(scroller: Element): string {
  const last = scroller.firstElementChild?.lastElementChild?.lastElementChild;
  const sent = last?.getAttribute("data-sent");
  return `${scroller.scrollHeight} ${scroller.clientHeight} ${sent}`;
}

/** How far the view is from the end of its content, in px. */
export function distanceToEnd(scroller: Element): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/**
 * The first fully visible message; of one that is taller than the view its own beginning. The very
 * first of the window is passed over when another one can serve: it may lose its author's name to
 * an older neighbour and change its height.
 */
export function findAnchor(scroller: Element): Anchor | null {
  const { top, bottom } = scroller.getBoundingClientRect();
  const rows = scroller.querySelectorAll<HTMLElement>("article");
  const found = indexOf(rows, (row) => row.top >= top - NOISE_PX);
  const wanted = rows[Math.max(found, rows.length > 1 ? 1 : 0)];
  const inView = wanted !== undefined && wanted.getBoundingClientRect().top < bottom;
  const row = inView ? wanted : rows[found - 1];
  return row === undefined ? null : { row, offset: row.getBoundingClientRect().top - top };
}

/** Puts the anchor where it stood, whatever came, went or grew above it. */
export function restoreAnchor(scroller: Element, { row, offset }: Anchor): void {
  const drift = topIn(scroller, row) - offset;
  if (Math.abs(drift) > NOISE_PX) scroller.scrollTop += drift;
}

/** The `seq` of the last message whose end is on screen, 0 when none is. */
export function lastSeenSeq(scroller: Element): number {
  const { bottom } = scroller.getBoundingClientRect();
  const rows = scroller.querySelectorAll<HTMLElement>("article[data-seq]");
  const cut = indexOf(rows, (row) => row.bottom > bottom + EDGE_PX);
  const next = rows[cut]?.getBoundingClientRect();
  // A message taller than the view counts when its beginning is well inside.
  const tall = next && next.height > scroller.clientHeight && next.top < bottom - FOLLOW_PX;
  return Number(rows[tall ? cut : cut - 1]?.dataset.seq ?? 0);
}

/** The first message behind this `seq`. */
export function firstBehind(scroller: Element, seq: number): HTMLElement | null {
  const rows = [...scroller.querySelectorAll<HTMLElement>("article[data-seq]")];
  return rows.find((row) => Number(row.dataset.seq) > seq) ?? null;
}

/** How far below the top of the view a row begins, in px. */
export function topIn(scroller: Element, row: Element): number {
  return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

/** The first row for which this holds, when it holds for all behind it; a search in halves, for it runs at every scroll. */
function indexOf(rows: ArrayLike<Element>, holds: (box: DOMRect) => boolean): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row.getBoundingClientRect())) to = middle;
    else from = middle + 1;
  }
  return from;
}
