import { useEffect } from "react";

/** What Escape closes first; the parts of the list of rooms and the formats stand open. */
export const LAYERS =
  "dialog[open], [role=dialog], [role=menu], [role=listbox], [aria-expanded=true]:not(nav *, form *)";

/** Escape, when nothing lies over the messages and nobody else wants it. */
export function useEscape(onEscape: () => void, wanted: boolean, layers = LAYERS): void {
  useEffect(() => {
    if (!wanted) return;
    // Looked at on the way down: on the way up the layer may be closed already.
    let over = false;
    const before = () => {
      over = document.querySelector(layers) !== null;
    };
    const after = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.shiftKey || event.defaultPrevented || over) return;
      onEscape();
    };
    window.addEventListener("keydown", before, true);
    window.addEventListener("keydown", after);
    return () => {
      window.removeEventListener("keydown", before, true);
      window.removeEventListener("keydown", after);
    };
  }, [onEscape, wanted, layers]);
}
