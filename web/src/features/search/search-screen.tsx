import { useEffect, useRef, useState } from "react";
import { useSearch as useAddress, useLocation } from "wouter";
import { t, tn } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { ListPage } from "../../ui/list-page";
import list from "../../ui/list-page.module.css";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { NothingFound } from "./nothing-found";
import { RecentSearches } from "./recent-searches";
import { type SearchCalls, searchCalls } from "./search-calls";
import { SearchForm } from "./search-form";
import { SearchHitLine } from "./search-hit-line";
import styles from "./search-screen.module.css";
import { useSearch } from "./use-search";

/** Finds messages; what is looked for stands in the address, so it can be linked and gone back to. */
export function SearchScreen({ calls = searchCalls }: { calls?: SearchCalls }) {
  const query = new URLSearchParams(useAddress()).get("q") ?? "";
  const [, navigate] = useLocation();
  const [text, setText] = useState(query);
  const input = useRef<HTMLInputElement>(null);
  const found = useSearch(calls, query);
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (query === "") input.current?.focus();
  }, [query]);
  const submit = () => {
    const wanted = text.trim();
    if (wanted === "") return;
    // What cannot be noted is found all the same.
    calls.note(wanted).catch(() => undefined);
    if (wanted === query) void found.again();
    else navigate(paths.search(wanted));
  };
  const filter = (filtered: string) => {
    setText(filtered);
    navigate(paths.search(filtered));
  };
  return (
    <ListPage
      title={t("Search")}
      windowTitle={query === "" ? t("Search") : query}
      focusInside={query === ""}
    >
      <SearchForm text={text} input={input} onText={setText} onSubmit={submit} onFilter={filter} />
      {query === "" ? (
        <RecentSearches calls={calls} />
      ) : (
        <Results query={query} found={found} onFilter={filter} />
      )}
    </ListPage>
  );
}

function Results(props: {
  query: string;
  found: ReturnType<typeof useSearch>;
  onFilter: (text: string) => void;
}) {
  const { query, found } = props;
  const { hits, next, busy, problem, mayHelp, more, again } = found;
  return (
    <section className={styles.results} aria-label={t("Results")} aria-busy={busy}>
      <p role="status" className={list.soft}>
        {busy || problem !== null ? "" : counted(hits.length, next === null, query)}
      </p>
      <ul className={list.list} aria-label={t("Messages found")}>
        {hits.map((hit) => (
          <SearchHitLine key={hit.id} hit={hit} />
        ))}
      </ul>
      {busy || problem !== null || hits.length > 0 || next !== null ? null : (
        <NothingFound query={query} onFilter={props.onFilter} />
      )}
      {busy ? <Waiting label={t("Searching")} /> : null}
      {problem === null ? null : (
        <Notice>
          {problem} {mayHelp ? <Button onClick={again}>{t("Try again")}</Button> : null}
        </Notice>
      )}
      {busy || next === null || problem !== null ? null : (
        <div>
          <Button onClick={more}>{hits.length === 0 ? t("Search further back") : t("More")}</Button>
        </div>
      )}
    </section>
  );
}

function counted(count: number, isAll: boolean, query: string): string {
  if (count === 0)
    return isAll ? t("Nothing found for {query}.", { query }) : t("Nothing found yet.");
  return isAll
    ? tn(count, "{n} message", "{n} messages")
    : tn(count, "{n} message so far", "{n} messages so far");
}
