import { useLayoutEffect, useRef } from "react";
import { t } from "../../lib/i18n";
import { type Filter, filtersIn, withoutFilter, written } from "../../lib/search-text";
import { Chip } from "../../ui/chip";
import { useFilterWords } from "./filter-words";
import styles from "./search-screen.module.css";

/** The filters of what is looked for, each taken away by a press. */
export function FilterChips(props: {
  text: string;
  onText: (text: string) => void;
  /** The last one went: the focus must go somewhere. */
  onNone: () => void;
}) {
  const { text, onText, onNone } = props;
  const filters = filtersIn(text);
  const words = useFilterWords();
  const list = useRef<HTMLUListElement>(null);
  const taken = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (taken.current === null) return;
    const buttons = list.current?.querySelectorAll("button") ?? [];
    const next = buttons[Math.min(taken.current, buttons.length - 1)];
    taken.current = null;
    if (next === undefined) onNone();
    else next.focus();
  });
  if (filters.length === 0) return null;
  const takeAway = (filter: Filter, at: number) => {
    taken.current = at;
    onText(withoutFilter(text, filter));
  };
  return (
    <ul ref={list} className={styles.chips} aria-label={t("Filters in use")}>
      {filters.map((filter, at) => (
        <li key={written(filter)}>
          <Chip name={words(filter)} onTakeAway={() => takeAway(filter, at)} />
        </li>
      ))}
    </ul>
  );
}
