import { useCallback, useState } from "react";
import type { User } from "../../api/types";
import { usePages } from "../../api/use-pages";
import { t, tn } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { withPeople } from "../../live/state";
import { Avatar } from "../../ui/avatar";
import { ListPage } from "../../ui/list-page";
import list from "../../ui/list-page.module.css";
import { PagedList } from "../../ui/paged-list";
import { useOpenPerson } from "../../ui/person-door";
import { tx } from "../../ui/tx";
import { type ListedStanding, type PeopleCalls, peopleCalls } from "./people-calls";
import styles from "./people-screen.module.css";
import { useRest } from "./use-rest";
import { roleWords } from "./words";

/** Everybody of the account, found by a few letters; each leads to their card. */
export function PeopleScreen({ calls = peopleCalls }: { calls?: PeopleCalls }) {
  const { runtime } = useLive();
  const [text, setText] = useState("");
  const [wanted, setWanted] = useState<ListedStanding>("active");
  const administers = useClient((state) => state.me.role === "administrator");
  const standing = administers ? wanted : "active";
  const query = useRest(text.trim());
  const page = useCallback(
    async (after: string | null) => {
      const found = await calls.list(query, standing, after);
      runtime.update((state) => withPeople(state, found.items));
      return found;
    },
    [calls, runtime, query, standing],
  );
  const pages = usePages(page);
  const count = pages.items?.length ?? 0;
  return (
    <ListPage title={t("People")}>
      <search className={styles.search}>
        <input
          type="search"
          className={list.input}
          aria-label={t("Search people")}
          placeholder={t("Name or handle")}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {administers ? (
          <select
            className={styles.standing}
            aria-label={t("Whom to list")}
            value={standing}
            onChange={({ target }) => setWanted(target.value === "banned" ? "banned" : "active")}
          >
            <option value="active">{t("Taking part")}</option>
            <option value="banned">{t("Banned")}</option>
          </select>
        ) : null}
      </search>
      <p role="status" className={list.soft}>
        {pages.items === null || pages.busy || count === 0
          ? ""
          : counted(count, pages.more !== null)}
      </p>
      <PagedList
        label={t("People")}
        pages={pages}
        waiting={t("Looking for people")}
        empty={query === "" ? t("Nobody.") : t("Nobody is called that.")}
        more={t("Show more people")}
        line={(user) => <PersonLine key={user.id} user={user} />}
      />
    </ListPage>
  );
}

function PersonLine({ user }: { user: User }) {
  const openPerson = useOpenPerson();
  const { person, me, here } = useClient((state) => ({
    person: state.people[user.id] ?? user,
    me: state.me.id === user.id,
    here: state.online.has(user.id) || state.me.id === user.id,
  }));
  const name = <bdi className={list.name}>{person.name}</bdi>;
  return (
    <li>
      <button
        type="button"
        className={`${list.card} ${list.row} ${styles.person}`}
        onClick={() => openPerson(user.id)}
      >
        <Avatar id={user.id} name={person.name} here={here} />
        <span className={`${list.main} ${styles.who}`}>
          {me ? tx("{name} (you)", { name }) : name}
          <br />
          <span className={list.soft}>
            <bdi>@{person.handle}</bdi>
            <span className="visually-hidden">{here ? t(", here") : t(", away")}</span>
          </span>
        </span>
        <span className={list.soft}>{roleWords(person)}</span>
      </button>
    </li>
  );
}

function counted(count: number, more: boolean): string {
  return more
    ? tn(count, "{n} person so far", "{n} people so far")
    : tn(count, "{n} person", "{n} people");
}
