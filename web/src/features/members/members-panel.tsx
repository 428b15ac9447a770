import { useState } from "react";
import { byName } from "../../lib/text";
import { useClient } from "../../live/live-provider";
import { mayManage } from "../../live/room-list";
import { Button, IconButton } from "../../ui/button";
import { AddPeopleDialog } from "./add-people-dialog";
import { InvolvementSelect } from "./involvement-select";
import { MemberLine } from "./member-line";
import styles from "./members-panel.module.css";

/** Who belongs to the room, who of them is here now, and how much of it reaches me. */
export function MembersPanel({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const [adding, setAdding] = useState(false);
  const room = useClient((state) => {
    const found = state.rooms[roomId];
    const closed = found?.kind === "closed";
    return { closed, manage: found !== undefined && closed && mayManage(state, found) };
  });
  const here = useClient((state) => membersOf(state, roomId, true));
  const away = useClient((state) => membersOf(state, roomId, false));
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
        <IconButton icon="close" label="Close the people" onClick={onClose} />
      </header>
      <div className={styles.body}>
        {room.manage ? <Button onClick={() => setAdding(true)}>Add people</Button> : null}
        {group("Here now", here)}
        {away.length === 0 ? null : group("Away", away)}
        <InvolvementSelect roomId={roomId} />
      </div>
      {adding ? <AddPeopleDialog roomId={roomId} onClose={() => setAdding(false)} /> : null}
    </aside>
  );
}

type State = Parameters<Parameters<typeof useClient>[0]>[0];

function membersOf(state: State, roomId: string, here: boolean): string[] {
  const ids = state.members[roomId] ?? state.rooms[roomId]?.member_ids ?? [];
  const name = (id: string) => state.people[id]?.name ?? "";
  // I am here, whether or not the server has said so yet.
  const isHere = (id: string) => state.online.has(id) || id === state.me.id;
  return ids.filter((id) => isHere(id) === here).sort((a, b) => byName.compare(name(a), name(b)));
}
