import { t } from "../../lib/i18n";
import { filtersIn, withoutFilters } from "../../lib/search-text";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";

/** Nothing is called so: what may help, and the way there. */
export function NothingFound(props: { query: string; onFilter: (text: string) => void }) {
  const { query, onFilter } = props;
  const words = withoutFilters(query);
  return (
    <Empty
      art="lantern"
      action={
        words === "" || filtersIn(query).length === 0 ? null : (
          <Button onClick={() => onFilter(words)}>{t("Search without filters")}</Button>
        )
      }
    >
      <p>{t("Other words may find it, or fewer. Only the rooms you are in are searched.")}</p>
    </Empty>
  );
}
