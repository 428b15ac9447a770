import { useEffect, useRef } from "react";

/** Calls back when `/` is pressed and nobody is writing: the key of search, as in many programs. */
export function useSlash(onSlash: () => void): void {
  const latest = useRef(onSlash);
  latest.current = onSlash;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, isComposing, target } = event;
      if (key !== "/" || ctrlKey || metaKey || altKey || isComposing || event.defaultPrevented)
        return;
      const writes = "input, textarea, select, [contenteditable], dialog";
      if (target instanceof Element && target.closest(writes) !== null) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
