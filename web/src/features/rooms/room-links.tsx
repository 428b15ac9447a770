import { RoomLink } from "./room-link";
import styles from "./room-links.module.css";

/** A list of links to rooms. `ids` is one text, divided by blanks. */
export function RoomLinks({ label, ids }: { label: string; ids: string }) {
  const list = ids === "" ? [] : ids.split(" ");
  if (list.length === 0) return <p className={styles.none}>None yet.</p>;
  return (
    <ul className={styles.list} aria-label={label}>
      {list.map((id) => (
        <li key={id}>
          <RoomLink id={id} />
        </li>
      ))}
    </ul>
  );
}
