import { Link, useRoute } from "wouter";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { othersIn, roomName } from "../../live/room-list";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import { Badge } from "./badge";
import styles from "./room-link.module.css";

/** One line of the list: what it is, its name, and how much waits there. */
export function RoomLink({ id }: { id: string }) {
  const [isHere] = useRoute("/rooms/:roomId/*?");
  const [, params] = useRoute("/rooms/:roomId/*?");
  const view = useClient((state) => {
    const room = state.rooms[id];
    if (room === undefined) return null;
    const other = room.kind === "direct" ? othersIn(state, room)[0] : undefined;
    return {
      kind: room.kind,
      name: roomName(state, room),
      unread: room.unread_count,
      mentions: room.mention_count,
      face: other ?? state.me.id,
      faceName: state.people[other ?? state.me.id]?.name ?? "",
      here: other !== undefined && state.online.has(other),
    };
  });
  if (view === null) return null;
  const current = isHere && params?.roomId === id;
  const loud = view.unread > 0 ? styles.unread : "";
  return (
    <Link
      href={paths.room(id)}
      className={`${styles.link} ${loud}`}
      aria-current={current ? "page" : undefined}
    >
      {view.kind === "direct" ? (
        <Avatar id={view.face} name={view.faceName} size="small" here={view.here} />
      ) : (
        <span className={styles.sign}>
          <Icon name={view.kind === "open" ? "hash" : "lock"} />
        </span>
      )}
      <span className={styles.name}>{view.name}</span>
      {view.kind === "direct" && view.here ? <span className="visually-hidden">, here</span> : null}
      <Badge unread={view.unread} mentions={view.mentions} />
    </Link>
  );
}
