import { useEffect, useState } from "react";
import { t } from "../../lib/i18n";
import { Labelled } from "../../ui/labelled";
import { countOf, Suggestions } from "../../ui/writing/suggestions";
import styles from "./choice-field.module.css";

/** One thing to choose; `value` is what is written for it. */
export interface Choice {
  readonly value: string;
  readonly name: string;
  readonly note: string;
}

/** Typing rests this long before we look, in ms. */
const REST_MS = 200;
/** As many as can be read at a glance. */
const SHOWN_MAX = 6;

/** A field that is completed by a list: arrows choose, Enter takes, Escape puts the list away. */
export function ChoiceField(props: {
  label: string;
  placeholder: string;
  find: (letters: string) => Promise<readonly Choice[]>;
  onChoose: (choice: Choice) => void;
}) {
  const { find } = props;
  const [letters, setLetters] = useState("");
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<readonly Choice[] | null>(null);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  useEffect(() => {
    if (!open) return setFound(null);
    let wanted = true;
    const show = (choices: readonly Choice[]) => wanted && setFound(choices.slice(0, SHOWN_MAX));
    const look = () => find(letters).then(show, () => show([]));
    const timer = setTimeout(look, letters === "" ? 0 : REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [find, letters, open]);
  const choose = (choice: Choice) => {
    setLetters("");
    setOpen(false);
    props.onChoose(choice);
  };
  const choices = open ? (found ?? []) : [];
  return (
    <div className={styles.choice}>
      <Labelled label={props.label}>
        {(attributes) => (
          <input
            {...attributes}
            ref={setField}
            role="combobox"
            aria-expanded={choices.length > 0}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            placeholder={props.placeholder}
            value={letters}
            onChange={(event) => {
              setLetters(event.target.value);
              setOpen(event.target.value.trim() !== "");
            }}
            onKeyDown={(event) => {
              if (event.key === "ArrowDown") setOpen(true);
            }}
            onBlur={() => setOpen(false)}
          />
        )}
      </Labelled>
      {field === null || choices.length === 0 ? null : (
        <Suggestions
          field={field}
          label={props.label}
          place="below"
          sign={letters}
          suggestions={choices.map(({ value, name, note }) => ({ key: value, name, note }))}
          onTake={(index) => choices[index] && choose(choices[index])}
          onAway={() => setOpen(false)}
        />
      )}
      <p role="status" className={open && found?.length === 0 ? styles.none : "visually-hidden"}>
        {open && found?.length === 0 ? t("Nothing is called that.") : countOf(choices.length)}
      </p>
    </div>
  );
}
