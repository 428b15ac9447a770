import type { ReactNode } from "react";
import { t } from "../lib/i18n";
import { Button } from "./button";
import { Empty } from "./empty";
import type { Art } from "./illustration";
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
  /** The drawing beside it; a search in the dark unless told. */
  art?: Art;
  more: string;
  line: (item: T) => ReactNode;
}) {
  const { items, more, busy, problem, again } = props.pages;
  return (
    <>
      {problem === null ? null : <Notice>{problem}</Notice>}
      {problem === null || more !== null ? null : (
        <div>
          <Button onClick={again}>{t("Try again")}</Button>
        </div>
      )}
      {items === null && problem === null ? <Waiting label={props.waiting} shape="list" /> : null}
      {items?.length === 0 && more === null ? (
        <Empty art={props.art ?? "lantern"}>
          <p>{props.empty}</p>
        </Empty>
      ) : null}
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
