import { useEffect, useRef, useState } from "react";

/**
 * The keys of a list that stands beside a field: the field keeps the focus, says which option is
 * chosen to who cannot see it, and hears no key that was for the list.
 */
export function useListKeys(props: {
  field: HTMLElement;
  list: string;
  count: number;
  /** Another list begins at its first option. */
  sign: string;
  onTake: (index: number) => void;
  onAway: () => void;
}): number {
  const { field, list, count, sign } = props;
  const [moved, setMoved] = useState({ sign, to: 0 });
  const at = moved.sign === sign && moved.to < count ? moved.to : 0;
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (count === 0) return;
    field.setAttribute("aria-controls", list);
    field.setAttribute("aria-activedescendant", `${list}-${at}`);
    return () => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    };
  }, [field, list, count, at]);
  useEffect(() => {
    if (count === 0) return;
    const take = ({ key, shiftKey }: KeyboardEvent) => {
      const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
      if (step !== 0) setMoved({ sign, to: (at + step + count) % count });
      else if (key === "Escape") latest.current.onAway();
      else if ((key === "Enter" || key === "Tab") && !shiftKey) latest.current.onTake(at);
      else return false;
      return true;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || !take(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    // Before the field's own listeners.
    field.addEventListener("keydown", onKeyDown, true);
    return () => field.removeEventListener("keydown", onKeyDown, true);
  }, [field, count, sign, at]);
  return at;
}
