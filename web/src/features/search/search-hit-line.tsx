import { useAuthorName } from "../../live/use-author-name";
import { useRoomName } from "../../live/use-room-name";
import { MessageLine } from "../../ui/message-line";
import type { SearchHit } from "./search-calls";

/** One message that was found, as a link to its place in its room. */
export function SearchHitLine({ hit }: { hit: SearchHit }) {
  return (
    <MessageLine message={hit} author={useAuthorName(hit.creator)} room={useRoomName(hit.room_id)}>
      {hit.snippet.map((part, place) =>
        part.is_match ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a snippet never move
          <mark key={place}>{part.text}</mark>
        ) : (
          part.text
        ),
      )}
    </MessageLine>
  );
}
