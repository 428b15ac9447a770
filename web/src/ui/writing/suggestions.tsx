import { type ReactNode, useId } from "react";
import { tn } from "../../lib/i18n";
import styles from "./suggestions.module.css";
import { useListKeys } from "./use-list-keys";

/** One line of the list. */
export interface Suggestion {
  readonly key: string;
  readonly picture?: ReactNode;
  readonly name: string;
  readonly note: string;
}

/**
 * What a field could be completed to, above or below it. The field keeps the focus: arrows choose,
 * Enter and Tab take, Escape puts the list away, a press takes too.
 */
export function Suggestions(props: {
  field: HTMLElement;
  label: string;
  place: "above" | "below";
  /** What the list belongs to: with another one the choice begins at the first line again. */
  sign: string;
  suggestions: readonly Suggestion[];
  onTake: (index: number) => void;
  onAway: () => void;
}) {
  const { field, sign, suggestions, onTake, onAway } = props;
  const id = useId();
  const at = useListKeys({ field, list: id, count: suggestions.length, sign, onTake, onAway });
  if (suggestions.length === 0) return null;
  return (
    <div
      id={id}
      className={`${styles.list} ${styles[props.place]}`}
      role="listbox"
      aria-label={props.label}
    >
      {suggestions.map(({ key, picture, name, note }, index) => (
        <div
          key={key}
          id={`${id}-${index}`}
          className={styles.option}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // The press must not take the focus from the field.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(index);
          }}
        >
          {picture}
          <bdi className={styles.name}>{name}</bdi>
          <bdi className={styles.note}>{note}</bdi>
        </div>
      ))}
    </div>
  );
}

/** How many there are and how to choose, to be said; nothing of none. */
export function countOf(suggestions: number): string {
  if (suggestions === 0) return "";
  return tn(
    suggestions,
    "{n} suggestion, choose by arrows and Enter",
    "{n} suggestions, choose by arrows and Enter",
  );
}
