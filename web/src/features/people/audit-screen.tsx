import { useCallback } from "react";
import { usePages } from "../../api/use-pages";
import { t } from "../../lib/i18n";
import { exactTime, moment } from "../../lib/time";
import { ListPage } from "../../ui/list-page";
import list from "../../ui/list-page.module.css";
import { PagedList } from "../../ui/paged-list";
import { auditWords } from "./audit-words";
import { type AuditLine, type PeopleCalls, peopleCalls } from "./people-calls";

/** What was decided about the account and its people, by whom and when, newest first. */
export function AuditScreen({ calls = peopleCalls }: { calls?: PeopleCalls }) {
  const page = useCallback((before: number | null) => calls.audit(before), [calls]);
  return (
    <ListPage title={t("What was decided")}>
      <p className={list.soft}>
        {t(
          "What administrators did to this account and its people, and what people changed about how they sign in. Nobody can change this list.",
        )}
      </p>
      <PagedList
        label={t("Decisions")}
        pages={usePages(page)}
        waiting={t("Reading what was decided")}
        empty={t("Nothing was decided yet.")}
        more={t("Show older")}
        line={(line) => <Line key={line.number} line={line} />}
      />
    </ListPage>
  );
}

function Line({ line }: { line: AuditLine }) {
  return (
    <li className={list.card}>
      <p>{auditWords(line)}</p>
      <p className={list.soft}>
        <time dateTime={line.at} title={exactTime(line.at)}>
          {moment(line.at)}
        </time>
      </p>
    </li>
  );
}
