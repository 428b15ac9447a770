import { Link } from "wouter";
import { paths } from "../../lib/paths";
import { dayLabel, exactTime, timeOfDay } from "../../lib/time";
import { useClient } from "../../live/live-provider";
import { roomName } from "../../live/room-list";
import type { SearchHit } from "./search-calls";
import styles from "./search-screen.module.css";

/** One message that was found, as a link to its place in its room. */
export function SearchHitLine({ hit }: { hit: SearchHit }) {
  const room = useClient((state) => {
    const known = state.rooms[hit.room_id];
    return known === undefined ? "" : roomName(state, known);
  });
  const at = hit.created_at;
  return (
    <li>
      <Link href={paths.message(hit.room_id, hit.id)} className={styles.hit}>
        <span className={styles.where}>
          <bdi className={styles.who}>{hit.creator.name}</bdi>
          <span>
            in <bdi>{room}</bdi>
          </span>
          <time dateTime={at} title={exactTime(at)}>
            {dayLabel(at, new Date())}, {timeOfDay(at)}
          </time>
        </span>
        <span className={styles.snippet} dir="auto">
          {hit.snippet.map((part, place) =>
            part.is_match ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a snippet never move
              <mark key={place}>{part.text}</mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </Link>
    </li>
  );
}
