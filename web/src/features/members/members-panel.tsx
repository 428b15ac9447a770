import { useEffect, useMemo, useRef, useState } from "react";
import { useCall } from "../../api/use-call";
import { byName } from "../../lib/text";
import { useClient, useLive } from "../../live/live-provider";
import { mayManage } from "../../live/room-list";
import { Button } from "../../ui/button";
import { IconButton } from "../../ui/icon-button";
import { Notice } from "../../ui/notice";
import { AddPeopleDialog } from "./add-people-dialog";
import { InvolvementSelect } from "./involvement-select";
import { MemberLine } from "./member-line";
import styles from "./members-panel.module.css";

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
  const ids = useClient(
    (state) => state.members[roomId] ?? state.rooms[roomId]?.member_ids ?? NONE,
  );
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
        {title} <span className={styles.count}>{ids.length}</span>
      </h3>
      <ul className={styles.list}>
        {ids.map((id) => (
          <MemberLine key={id} roomId={roomId} userId={id} removable={room.manage} />
        ))}
      </ul>
    </section>
  );
  return (
    <aside className={styles.panel} aria-label="People in this room">
      <header className={styles.head}>
        <h2>People</h2>
        <IconButton ref={close} icon="close" label="Close the people" onClick={onClose} />
      </header>
      <div className={styles.body}>
        {room.manage ? <Button onClick={() => setAdding(true)}>Add people</Button> : null}
        {here.length === 0 ? null : group("Here now", here)}
        {away.length === 0 ? null : group("Away", away)}
        {problem === null ? null : <Notice>{problem.message}</Notice>}
        {more ? (
          <Button busy={busy} onClick={() => run(() => client.loadMoreMembers(roomId))}>
            Show more people
          </Button>
        ) : null}
        <InvolvementSelect roomId={roomId} />
      </div>
      {adding ? <AddPeopleDialog roomId={roomId} onClose={() => setAdding(false)} /> : null}
    </aside>
  );
}
