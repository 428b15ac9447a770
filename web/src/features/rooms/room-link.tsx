import { Link, useRoute } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { othersIn, roomName } from "../../live/room-list";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import { useDraftRooms } from "../../ui/use-draft-rooms";
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
  const me = useClient((state) => state.me.id);
  const begun = useDraftRooms(me).has(id);
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
      <bdi className={styles.name}>{view.name}</bdi>
      {view.kind === "direct" && view.here ? (
        <span className="visually-hidden">{t(", here")}</span>
      ) : null}
      {begun && !current ? (
        <span className={styles.sign}>
          <Icon name="pencil" />
          <span className="visually-hidden">{t(", draft")}</span>
        </span>
      ) : null}
      <Badge unread={view.unread} mentions={view.mentions} />
    </Link>
  );
}
