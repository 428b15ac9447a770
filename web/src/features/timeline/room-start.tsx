import { useInvitation } from "../../live/use-invitation";
import { CopyLine } from "../../ui/copy-line";
import styles from "./room-start.module.css";

/** The first thing in a room; while it is empty, what one can do about that. */
export function RoomStart(props: { name: string; empty: boolean; lonely: boolean }) {
  const link = useInvitation();
  if (!props.empty) return <p className={styles.start}>This is where {props.name} begins.</p>;
  return (
    <div className={styles.empty}>
      <h2 className={styles.title}>This is where {props.name} begins</h2>
      <p>Nobody has said anything yet. Write the first message below.</p>
      {props.lonely && link !== "" ? (
        <div className={styles.invite}>
          <p>You are alone here so far. Send this link to the people you want with you.</p>
          <CopyLine label="Invitation link" value={link} />
        </div>
      ) : null}
    </div>
  );
}
