import { useCallback } from "react";
import type { Bookmark } from "../../api/types";
import { useCall } from "../../api/use-call";
import { usePages } from "../../api/use-pages";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { useAuthorName } from "../../live/use-author-name";
import { useRoomName } from "../../live/use-room-name";
import { Button } from "../../ui/button";
import { ListPage } from "../../ui/list-page";
import { MessageLine } from "../../ui/message-line";
import { Notice } from "../../ui/notice";
import { PagedList } from "../../ui/paged-list";

/** The messages I keep, newest first; each leads to its place. */
export function BookmarksScreen() {
  const client = useLive();
  const changes = useClient((state) => state.bookmarkChanges);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changes` is why it is read again.
  const page = useCallback(
    async (before: number | null) => {
      const { bookmarks, next } = await client.bookmarks(before ?? undefined);
      return { items: bookmarks, next };
    },
    [client, changes],
  );
  const pages = usePages(page);
  return (
    <ListPage title={t("Bookmarks")}>
      <PagedList
        label={t("Bookmarks")}
        pages={pages}
        art="page"
        waiting={t("Reading your bookmarks")}
        empty={t("Nothing yet. Keep a message with its bookmark.")}
        more={t("Show older")}
        line={(bookmark) => <Line key={bookmark.number} bookmark={bookmark} />}
      />
    </ListPage>
  );
}

function Line({ bookmark: { message } }: { bookmark: Bookmark }) {
  const client = useLive();
  const { run, busy, problem } = useCall();
  const author = useAuthorName(message.creator);
  const remove = () => run(() => client.setBookmark(message.room_id, message.id, false));
  return (
    <MessageLine
      message={message}
      author={author}
      room={useRoomName(message.room_id)}
      action={
        <>
          <Button
            busy={busy}
            aria-label={t("Remove the bookmark of {name}’s message", { name: author })}
            onClick={remove}
          >
            {t("Remove")}
          </Button>
          {problem === null ? null : <Notice>{problem.message}</Notice>}
        </>
      }
    >
      {message.plain_text}
    </MessageLine>
  );
}
