import { type ReactNode, useState } from "react";
import { useRoute } from "wouter";
import { isFolded, keepFolded, type Section } from "../../lib/folded";
import { useClient } from "../../live/live-provider";
import { Icon } from "../../ui/icon";
import { RoomLinks } from "./room-links";
import styles from "./sidebar.module.css";

/** A part of the list under its heading. Folded it shows only what is unread, and where one is. */
export function RoomSection(props: {
  name: Section;
  title: string;
  /** Ids of its rooms, divided by blanks. */
  ids: string;
  /** How much is unread in it. */
  waiting?: number;
  /** What can be done with the whole part. */
  children?: ReactNode;
}) {
  const { name, title, ids, waiting = 0 } = props;
  const [folded, setFolded] = useState(() => isFolded(name));
  const [, here] = useRoute("/rooms/:roomId/*?");
  const loud = useClient((state) =>
    ids
      .split(" ")
      .filter((id) => id === here?.roomId || (state.rooms[id]?.unread_count ?? 0) > 0)
      .join(" "),
  );
  const fold = () => {
    keepFolded(name, !folded);
    setFolded(!folded);
  };
  return (
    <>
      <div className={styles.section}>
        <h2>
          <button
            type="button"
            className={`${styles.fold} ${folded ? styles.folded : ""}`}
            aria-expanded={!folded}
            onClick={fold}
          >
            <Icon name="up" />
            {title}
          </button>
        </h2>
        {waiting === 0 ? null : (
          <span className={styles.waiting} aria-hidden="true">
            {waiting > 99 ? "99+" : waiting}
          </span>
        )}
        {props.children}
      </div>
      <RoomLinks label={title} ids={folded ? loud : ids} none={!folded} />
    </>
  );
}
