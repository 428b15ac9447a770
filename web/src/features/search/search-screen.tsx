import { type FormEvent, useEffect, useRef, useState } from "react";
import { useSearch as useAddress, useLocation } from "wouter";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { ListPage } from "../../ui/list-page";
import list from "../../ui/list-page.module.css";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { RecentSearches } from "./recent-searches";
import { type SearchCalls, searchCalls } from "./search-calls";
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    // What cannot be noted is found all the same.
    calls.note(wanted).catch(() => undefined);
    if (wanted === query) void found.again();
    else navigate(paths.search(wanted));
  };
  return (
    <ListPage
      title="Search"
      windowTitle={query === "" ? "Search" : query}
      focusInside={query === ""}
    >
      <search>
        <form className={styles.form} onSubmit={submit}>
          <input
            ref={input}
            type="search"
            className={list.input}
            aria-label="Search messages"
            aria-describedby="search-hint"
            placeholder="Words, “phrases”, from:@name"
            maxLength={512}
            dir="auto"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" look="main">
            Search
          </Button>
        </form>
        <p id="search-hint" className={`${styles.hint} ${list.soft}`}>
          “Words in a row”, begin*, from:@name, in:room, after:2026-01-31, before:2026-02-28,
          has:link, has:code, has:mention
        </p>
      </search>
      {query === "" ? <RecentSearches calls={calls} /> : <Results query={query} found={found} />}
    </ListPage>
  );
}

function Results({ query, found }: { query: string; found: ReturnType<typeof useSearch> }) {
  const { hits, next, busy, problem, mayHelp, more, again } = found;
  const count = hits.length === 1 ? "1 message" : `${hits.length} messages`;
  const end = next === null ? `Nothing found for ${query}.` : "Nothing found yet.";
  return (
    <section className={styles.results} aria-label="Results" aria-busy={busy}>
      <p role="status" className={list.soft}>
        {busy || problem !== null ? "" : hits.length === 0 ? end : count}
        {!busy && hits.length > 0 && next !== null ? " so far" : ""}
      </p>
      <ul className={list.list} aria-label="Messages found">
        {hits.map((hit) => (
          <SearchHitLine key={hit.id} hit={hit} />
        ))}
      </ul>
      {busy ? <Waiting label="Searching" /> : null}
      {problem === null ? null : (
        <Notice>
          {problem} {mayHelp ? <Button onClick={again}>Try again</Button> : null}
        </Notice>
      )}
      {busy || next === null || problem !== null ? null : (
        <div>
          <Button onClick={more}>{hits.length === 0 ? "Search further back" : "More"}</Button>
        </div>
      )}
    </section>
  );
}
