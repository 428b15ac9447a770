import { useId } from "react";
import styles from "./radio-cards.module.css";

/** One of a few, each with a line that explains it. */
export function RadioCards<T extends string>(props: {
  label: string;
  value: T;
  onChange: (value: T) => void;
  cards: readonly { readonly value: T; readonly name: string; readonly note: string }[];
}) {
  const group = useId();
  return (
    <fieldset className={styles.cards}>
      <legend>{props.label}</legend>
      {props.cards.map((card) => (
        <label key={card.value} className={styles.card} htmlFor={`${group}-${card.value}`}>
          <input
            id={`${group}-${card.value}`}
            type="radio"
            name={group}
            checked={props.value === card.value}
            aria-describedby={`${group}-${card.value}-note`}
            onChange={() => props.onChange(card.value)}
          />
          <span>
            <span className={styles.name}>{card.name}</span>
            <span id={`${group}-${card.value}-note`} className={styles.note} aria-hidden="true">
              {card.note}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
