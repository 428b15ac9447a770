import type { ReactNode } from "react";
import { Button } from "./button";
import styles from "./list-page.module.css";
import { Notice } from "./notice";
import { Waiting } from "./waiting";

/** A list as far as it was read. */
export interface Pages<T> {
  /** Null until the first page is there. */
  readonly items: readonly T[] | null;
  /** Reads the next page; null at the end. */
  readonly more: (() => void) | null;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly again: () => void;
}

/** A list that is read a page at a time, and what it says while it waits, is empty or cannot be read. */
export function PagedList<T>(props: {
  label: string;
  pages: Pages<T>;
  waiting: string;
  empty: ReactNode;
  more: string;
  line: (item: T) => ReactNode;
}) {
  const { items, more, busy, problem, again } = props.pages;
  return (
    <>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {problem === null || more !== null ? null : (
        <div>
          <Button onClick={again}>Try again</Button>
        </div>
      )}
      {items === null && problem === null ? <Waiting label={props.waiting} /> : null}
      {items?.length === 0 && more === null ? <p>{props.empty}</p> : null}
      <ul className={styles.list} aria-label={props.label}>
        {(items ?? []).map(props.line)}
      </ul>
      {more === null ? null : (
        <div>
          <Button busy={busy} onClick={more}>
            {props.more}
          </Button>
        </div>
      )}
    </>
  );
}
