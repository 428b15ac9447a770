import { t } from "../../lib/i18n";
import { RoomLink } from "./room-link";
import styles from "./room-links.module.css";

/** A list of links to rooms. `ids` is one text, divided by blanks. */
export function RoomLinks(props: { label: string; ids: string; none: boolean }) {
  const { label, ids } = props;
  const list = ids === "" ? [] : ids.split(" ");
  if (list.length === 0) return props.none ? <p className={styles.none}>{t("None yet.")}</p> : null;
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
