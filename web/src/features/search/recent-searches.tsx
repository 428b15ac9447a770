import { useEffect, useState } from "react";
import { Link } from "wouter";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import list from "../../ui/list-page.module.css";
import type { SearchCalls } from "./search-calls";
import styles from "./search-screen.module.css";

/** What I looked for last, to look for it again; nothing is shown where they cannot be read. */
export function RecentSearches({ calls }: { calls: SearchCalls }) {
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    let here = true;
    calls.recent().then(
      (found) => here && setRecent(found),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [calls]);
  if (recent.length === 0) return null;
  const clear = () =>
    calls.clear().then(
      () => setRecent([]),
      () => undefined,
    );
  return (
    <section aria-labelledby="recent-searches">
      <div className={styles.recentHead}>
        <h2 id="recent-searches">Recent searches</h2>
        <Button onClick={clear}>Clear</Button>
      </div>
      <ul className={styles.chips}>
        {recent.map((query) => (
          <li key={query}>
            <Link href={paths.search(query)} className={`${list.card} ${styles.chip}`} dir="auto">
              {query}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
