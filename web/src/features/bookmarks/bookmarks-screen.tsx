import { useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import type { Bookmark } from "../../api/types";
import { useCall } from "../../api/use-call";
import { paths } from "../../lib/paths";
import { exactTime } from "../../lib/time";
import { useClient, useLive } from "../../live/live-provider";
import { roomName } from "../../live/room-list";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import styles from "./bookmarks-screen.module.css";

/** The messages I keep, newest first; each leads to its place. */
export function BookmarksScreen() {
  const client = useLive();
  const changes = useClient((state) => state.bookmarkChanges);
  const [list, setList] = useState<readonly Bookmark[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const { run, busy, problem } = useCall();
  const read = useCallback(
    (before?: number) =>
      run(async () => {
        const page = await client.bookmarks(before);
        setList((held) =>
          before === undefined ? page.bookmarks : [...(held ?? []), ...page.bookmarks],
        );
        setNext(page.next);
      }),
    [client, run],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changes` is why it is read again.
  useEffect(() => void read(), [read, changes]);
  useEffect(() => {
    document.title = "Bookmarks · Campfire";
  }, []);
  return (
    <section className={styles.screen} aria-label="Bookmarks">
      <h1>Bookmarks</h1>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      {list?.length === 0 ? <p>Nothing yet. Keep a message with its bookmark.</p> : null}
      <ul className={styles.list}>
        {(list ?? []).map((bookmark) => (
          <Line key={bookmark.number} bookmark={bookmark} />
        ))}
      </ul>
      {next === null ? null : (
        <Button busy={busy} onClick={() => read(next)}>
          Show more
        </Button>
      )}
    </section>
  );
}

function Line({ bookmark: { message } }: { bookmark: Bookmark }) {
  const client = useLive();
  const { run, busy, problem } = useCall();
  const room = useClient((state) => {
    const held = state.rooms[message.room_id];
    return held === undefined ? "" : roomName(state, held);
  });
  return (
    <li className={styles.line}>
      <Link href={paths.message(message.room_id, message.id)} className={styles.link}>
        <span className={styles.head}>
          <bdi>{message.creator.name}</bdi> in <bdi>{room}</bdi>, {exactTime(message.created_at)}
        </span>
        <span className={styles.text} dir="auto">
          {message.plain_text}
        </span>
      </Link>
      <Button
        busy={busy}
        onClick={() => run(() => client.setBookmark(message.room_id, message.id, false))}
      >
        Remove
      </Button>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
    </li>
  );
}
