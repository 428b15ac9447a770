import { useCallback } from "react";
import { listMentions } from "../../api/mentions";
import type { MentionPage, Message } from "../../api/types";
import { usePages } from "../../api/use-pages";
import { t } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import { mentionTotal } from "../../live/room-list";
import { useAuthorName } from "../../live/use-author-name";
import { useRoomName } from "../../live/use-room-name";
import { ListPage } from "../../ui/list-page";
import { MessageLine } from "../../ui/message-line";
import { PagedList } from "../../ui/paged-list";

/** Reads a page of mentions. */
export type ReadMentions = (before: string | null) => Promise<MentionPage>;

/** Every message that mentions or answers me, newest first, each with a way to its place. */
export function MentionsScreen({ read = listMentions }: { read?: ReadMentions }) {
  const page = useCallback(
    async (before: string | null) => {
      const { messages, next } = await read(before);
      return { items: messages, next };
    },
    [read],
  );
  // What mentions me now raises the count.
  const pages = usePages(page, useClient(mentionTotal));
  return (
    <ListPage title={t("What mentions you")}>
      <PagedList
        label={t("Mentions")}
        art="call"
        pages={pages}
        waiting={t("Reading your mentions")}
        empty={t("Nobody has mentioned you yet. Others do it by @ and your handle.")}
        more={t("Show older")}
        line={(message) => <Mention key={message.id} message={message} />}
      />
    </ListPage>
  );
}

function Mention({ message }: { message: Message }) {
  const author = useAuthorName(message.creator);
  return (
    <MessageLine message={message} author={author} room={useRoomName(message.room_id)}>
      {message.plain_text}
    </MessageLine>
  );
}
