import { type FormEvent, type RefObject, useId, useState } from "react";
import { t } from "../../lib/i18n";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import list from "../../ui/list-page.module.css";
import { FilterChips } from "./filter-chips";
import { SearchFilters } from "./search-filters";
import styles from "./search-screen.module.css";

/** The server reads no more. */
const QUERY_MAX = 512;

/** Where one says what to look for: words, and filters as text, as chips and as fields. */
export function SearchForm(props: {
  text: string;
  input: RefObject<HTMLInputElement | null>;
  onText: (text: string) => void;
  /** Looks for what is written. */
  onSubmit: () => void;
  /** Looks for another text at once. */
  onFilter: (text: string) => void;
}) {
  const { text, input, onFilter } = props;
  const [shown, setShown] = useState(false);
  const filters = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <search className={styles.search}>
      <form className={styles.form} onSubmit={submit}>
        <input
          ref={input}
          type="search"
          className={list.input}
          aria-label={t("Search messages")}
          aria-describedby="search-hint"
          placeholder={t("Words, “phrases”, from:@name")}
          maxLength={QUERY_MAX}
          dir="auto"
          value={text}
          onChange={(event) => props.onText(event.target.value)}
        />
        <Button type="submit" look="main">
          {t("Search")}
        </Button>
        <Button
          aria-expanded={shown}
          aria-controls={shown ? filters : undefined}
          onClick={() => setShown(!shown)}
        >
          <Icon name="sliders" />
          {t("Filters")}
        </Button>
      </form>
      <FilterChips text={text} onText={onFilter} onNone={() => input.current?.focus()} />
      {shown ? <SearchFilters id={filters} text={text} onText={onFilter} /> : null}
      <p id="search-hint" className={list.soft}>
        {t("“Words in a row” are found as they stand, begin* finds what begins so.")}
      </p>
    </search>
  );
}
