import { useEffect, useMemo, useRef, useState } from "react";
import { useCall } from "../../api/use-call";
import { locale, t } from "../../lib/i18n";
import { byName } from "../../lib/text";
import { useClient, useConnection, useLive } from "../../live/live-provider";
import { mayManage } from "../../live/room-list";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { lazily } from "../../ui/lazily";
import { Notice } from "../../ui/notice";
import { InvolvementSelect } from "./involvement-select";
import { MemberLine } from "./member-line";
import styles from "./members-panel.module.css";

const AddPeopleDialog = lazily(() =>
  import("./add-people-dialog").then((module) => module.AddPeopleDialog),
);

const NONE: readonly string[] = [];

/** Who belongs to the room, who of them is here now, and how much of it reaches me. */
export function MembersPanel(props: {
  roomId: string;
  /** It lies over the messages, so the focus has to come along. */
  over: boolean;
  onClose: () => void;
}) {
  const { roomId, over, onClose } = props;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (over) close.current?.focus();
  }, [over]);
  const [adding, setAdding] = useState(false);
  const room = useClient((state) => {
    const found = state.rooms[roomId];
    const closed = found?.kind === "closed";
    return { closed, manage: found !== undefined && closed && mayManage(state, found) };
  });
  const known = useClient((state) => state.members[roomId] ?? state.rooms[roomId]?.member_ids);
  const ids = known ?? NONE;
  const { connected } = useConnection();
  const more = useClient((state) => state.moreMembers[roomId] !== undefined);
  const client = useLive();
  const { run, busy, problem } = useCall();
  const online = useClient((state) => state.online);
  const people = useClient((state) => state.people);
  const me = useClient((state) => state.me.id);
  // Sorting a thousand names is too much for every message that comes; these four change rarely.
  const [here, away] = useMemo(() => {
    const name = (id: string) => people[id]?.name ?? "";
    const sorted = [...ids].sort((a, b) => byName.compare(name(a), name(b)));
    // I am here, whether or not the server has said so yet.
    const isHere = (id: string) => online.has(id) || id === me;
    return [sorted.filter(isHere), sorted.filter((id) => !isHere(id))];
  }, [ids, online, people, me]);
  const group = (title: string, ids: readonly string[]) => (
    <section aria-label={title}>
      <h3 className={styles.title}>
        {title} <span className={styles.count}>{ids.length.toLocaleString(locale())}</span>
      </h3>
      <ul className={styles.list}>
        {ids.map((id) => (
          <MemberLine key={id} roomId={roomId} userId={id} removable={room.manage} />
        ))}
      </ul>
    </section>
  );
  return (
    <aside className={styles.panel} aria-label={t("People in this room")}>
      <header className={styles.head}>
        <h2>{t("People")}</h2>
        <IconButton ref={close} icon="close" label={t("Close the people")} onClick={onClose} />
      </header>
      <div className={styles.body}>
        {room.manage ? <Button onClick={() => setAdding(true)}>{t("Add people")}</Button> : null}
        {known === undefined && !connected ? (
          <p className={styles.title}>{t("Who is in this room is shown with a connection.")}</p>
        ) : null}
        {here.length === 0 ? null : group(t("Here now"), here)}
        {away.length === 0 ? null : group(t("Away"), away)}
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        {more ? (
          <Button busy={busy} onClick={() => run(() => client.loadMoreMembers(roomId))}>
            {t("Show more people")}
          </Button>
        ) : null}
        <InvolvementSelect roomId={roomId} />
      </div>
      {adding ? <AddPeopleDialog roomId={roomId} onClose={() => setAdding(false)} /> : null}
    </aside>
  );
}
