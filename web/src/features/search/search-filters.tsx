import { useId } from "react";
import { t } from "../../lib/i18n";
import {
  type FilterKey,
  filtersIn,
  withFilter,
  withOnly,
  withoutFilter,
} from "../../lib/search-text";
import { ChoiceField } from "./choice-field";
import { DayField } from "./day-field";
import { firstOf, HAS, hasWords } from "./filter-words";
import styles from "./search-filters.module.css";
import { usePeopleChoices, useRoomChoices } from "./use-choices";

/** The filters as fields. They read and write the text of the search, which is all there is to know. */
export function SearchFilters(props: { id: string; text: string; onText: (text: string) => void }) {
  const { text, onText } = props;
  const has = useId();
  const filters = filtersIn(text);
  const add = (key: FilterKey, value: string) => onText(withFilter(text, { key, value }));
  const only = (key: FilterKey) => (value: string) => onText(withOnly(text, { key, value }));
  return (
    <fieldset id={props.id} className={styles.filters} aria-label={t("Filters")}>
      <ChoiceField
        label={t("From whom")}
        placeholder={t("Type a name")}
        find={usePeopleChoices()}
        onChoose={({ value }) => add("from", value)}
      />
      <ChoiceField
        label={t("In which room")}
        placeholder={t("Type a name")}
        find={useRoomChoices()}
        onChoose={({ value }) => add("in", value)}
      />
      <DayField
        label={t("After the day")}
        value={firstOf(filters, "after")}
        onDay={only("after")}
      />
      <DayField
        label={t("Before the day")}
        value={firstOf(filters, "before")}
        onDay={only("before")}
      />
      <fieldset className={styles.has}>
        <legend>{t("What is in it")}</legend>
        {HAS.map((value) => {
          const filter = { key: "has" as const, value };
          const on = filters.some((one) => one.key === "has" && one.value.toLowerCase() === value);
          return (
            <label key={value} htmlFor={`${has}-${value}`}>
              <input
                id={`${has}-${value}`}
                type="checkbox"
                checked={on}
                onChange={() => onText(on ? withoutFilter(text, filter) : withFilter(text, filter))}
              />
              {hasWords(value)}
            </label>
          );
        })}
      </fieldset>
    </fieldset>
  );
}
