import { useEffect, useState } from "react";
import { Link } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import list from "../../ui/list-page.module.css";
import type { SearchCalls } from "./search-calls";
import styles from "./search-screen.module.css";

/** What I looked for last, to look for it again; what can be found where there is nothing of it. */
export function RecentSearches({ calls }: { calls: SearchCalls }) {
  const [recent, setRecent] = useState<readonly string[] | null>(null);
  useEffect(() => {
    let here = true;
    calls.recent().then(
      (found) => here && setRecent(found),
      () => here && setRecent([]),
    );
    return () => {
      here = false;
    };
  }, [calls]);
  if (recent === null) return null;
  if (recent.length === 0) {
    return (
      <Empty art="lantern">
        <p>{t("This finds every message in the rooms you are in, the newest first.")}</p>
      </Empty>
    );
  }
  const clear = () =>
    calls.clear().then(
      () => setRecent([]),
      () => undefined,
    );
  return (
    <section aria-labelledby="recent-searches">
      <div className={styles.recentHead}>
        <h2 id="recent-searches">{t("Recent searches")}</h2>
        <Button onClick={clear}>{t("Clear")}</Button>
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
