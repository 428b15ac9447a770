import { useState } from "react";
import { t } from "../../lib/i18n";
import { Avatar } from "../avatar";
import styles from "./completion.module.css";
import type { People } from "./field";
import { countOf, Suggestions } from "./suggestions";
import { typedAt } from "./typed";
import { type Option, useOptions } from "./use-options";

/**
 * Completes what was begun before the caret: `@` and a few letters to a person, `:` to an emoji,
 * `/play` to a sound.
 */
export function Completion(props: {
  field: HTMLElement;
  /** The text before the caret. */
  before: string;
  people: People | undefined;
  /** Puts the option in place of the last `length` units before the caret. */
  onChoose: (length: number, option: Option) => void;
}) {
  const typed = typedAt(props.before);
  const sign = typed === null ? "" : `${typed.of} ${typed.query}`;
  const [away, setAway] = useState("");
  const found = useOptions(typed, props.people);
  // What stands there whole needs nothing more, though the list of the letters before is still there.
  const options = away === sign ? [] : found.filter(({ text }) => text !== typed?.query);
  const choose = (option: Option) => {
    setAway(sign);
    if (typed !== null) props.onChoose(typed.length, option);
  };
  return (
    <>
      <Suggestions
        field={props.field}
        label={label(typed?.of)}
        place="above"
        sign={sign}
        suggestions={options.map(({ id, glyph, name, note }) => ({
          key: id,
          picture:
            glyph === undefined ? <Avatar id={id} name={name} size="small" /> : glyphOf(glyph),
          name,
          note,
        }))}
        onTake={(index) => options[index] && choose(options[index])}
        onAway={() => setAway(sign)}
      />
      <span className="visually-hidden" role="status">
        {countOf(options.length)}
      </span>
    </>
  );
}

function glyphOf(glyph: string) {
  return (
    <span className={styles.glyph} aria-hidden="true">
      {glyph}
    </span>
  );
}

function label(of: "mention" | "emoji" | "sound" | undefined): string {
  if (of === "mention") return t("People to mention");
  return of === "emoji" ? t("Emoji") : t("Sounds");
}
