import { t } from "../../lib/i18n";
import { lazily } from "../../ui/lazily";
import type { Begun } from "./empty-room";
import styles from "./room-start.module.css";

const EmptyRoom = lazily(() => import("./empty-room").then((module) => module.EmptyRoom));

/** The first thing in a room; while it is empty, what one can do about that. */
export function RoomStart({ room, empty }: { room: Begun; empty: boolean }) {
  if (empty) return <EmptyRoom room={room} />;
  const { name } = room;
  return (
    <p className={styles.start}>
      {room.ping
        ? t("This is where your ping with {name} begins.", { name })
        : t("This is where {name} begins.", { name })}
    </p>
  );
}
