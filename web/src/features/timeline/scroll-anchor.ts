/** Below this distance from the end new messages pull the view along, in px: about one row and a half. */
export const FOLLOW_PX = 60;
/** Sub-pixel noise of zoomed pages that is not worth a correction. */
const NOISE_PX = 0.25;

/** A row and where it stood, so that it can be put there again. */
export interface Anchor {
  readonly row: Element;
  readonly offset: number;
}

/** How far the view is from the end of its content, in px. */
export function distanceToEnd(scroller: Element): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/**
 * The first fully visible message. The very first of the window is passed over when another one can
 * serve: it may lose its author's name to an older neighbour and change its height.
 */
export function findAnchor(scroller: Element): Anchor | null {
  const top = scroller.getBoundingClientRect().top;
  const rows = scroller.querySelectorAll("article");
  for (let at = rows.length > 1 ? 1 : 0; at < rows.length; at += 1) {
    const row = rows[at];
    if (row === undefined) continue;
    const offset = row.getBoundingClientRect().top - top;
    if (offset >= 0) return { row, offset };
  }
  return null;
}

/** Puts the anchor where it stood, whatever came, went or grew above it. */
export function restoreAnchor(scroller: Element, anchor: Anchor): void {
  if (!anchor.row.isConnected) return;
  const now = anchor.row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  const drift = now - anchor.offset;
  if (Math.abs(drift) > NOISE_PX) scroller.scrollTop += drift;
}

/** The `seq` of the last message whose end is on screen, 0 when none is. */
export function lastSeenSeq(scroller: Element): number {
  const bottom = scroller.getBoundingClientRect().bottom;
  const rows = scroller.querySelectorAll<HTMLElement>("article[data-seq]");
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (row === undefined) continue;
    const box = row.getBoundingClientRect();
    // A message taller than the view counts when its beginning is well inside.
    const tall = box.height > scroller.clientHeight && box.top < bottom - FOLLOW_PX;
    if (box.bottom <= bottom + 4 || tall) return Number(row.dataset.seq);
  }
  return 0;
}
