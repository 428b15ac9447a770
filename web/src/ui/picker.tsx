import { useEffect, useId, useState } from "react";
import { t } from "../lib/i18n";
import { Avatar } from "./avatar";
import { Chip } from "./chip";
import styles from "./picker.module.css";

/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly note: string;
}

/** Typing rests this long before we search, in ms. */
const REST_MS = 300;

/** Finds by a few letters and chooses several; what is chosen stands above as chips. */
export function Picker(props: {
  label: string;
  chosen: readonly Choice[];
  onChange: (chosen: readonly Choice[]) => void;
  /** Looks for choices; an empty query gives the first ones. */
  find: (query: string) => Promise<readonly Choice[]>;
  max?: number;
}) {
  const { find, chosen, onChange } = props;
  const id = useId();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<readonly Choice[] | null>(null);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(
      () => {
        find(query).then(
          (choices) => wanted && setFound(choices),
          () => wanted && setFound([]),
        );
      },
      query === "" ? 0 : REST_MS,
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [find, query]);
  const isChosen = (choice: Choice) => chosen.some((one) => one.id === choice.id);
  const toggle = (choice: Choice) =>
    onChange(isChosen(choice) ? chosen.filter((one) => one.id !== choice.id) : [...chosen, choice]);
  const full = props.max !== undefined && chosen.length >= props.max;
  return (
    <fieldset className={styles.picker}>
      <legend>{props.label}</legend>
      {chosen.length === 0 ? null : (
        <ul className={styles.chips}>
          {chosen.map((choice) => (
            <li key={choice.id}>
              <Chip name={choice.name} onTakeAway={() => toggle(choice)} />
            </li>
          ))}
        </ul>
      )}
      <input
        className={styles.search}
        type="search"
        aria-label={t("Search people")}
        placeholder={t("Type a name")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul className={styles.list} aria-label={t("People found")}>
        {(found ?? []).map((choice) => (
          <li key={choice.id}>
            <label className={styles.choice} htmlFor={`${id}-${choice.id}`}>
              <input
                id={`${id}-${choice.id}`}
                type="checkbox"
                checked={isChosen(choice)}
                disabled={full && !isChosen(choice)}
                onChange={() => toggle(choice)}
              />
              <Avatar id={choice.id} name={choice.name} size="small" />
              <bdi className={styles.name}>{choice.name}</bdi>
              <bdi className={styles.note}>{choice.note}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {found?.length === 0 ? <p className={styles.none}>{t("Nobody found.")}</p> : null}
    </fieldset>
  );
}
