import { useCallback, useEffect, useRef, useState } from "react";
import { findInRoom } from "../api/mentions";
import type { Message } from "../api/types";
import { Composer } from "../features/composer/composer";
import { useDraft } from "../features/composer/use-draft";
import { FileUploadArea } from "../features/flags/file-upload-area";
import { MembersPanel } from "../features/members/members-panel";
import { TypingLine } from "../features/presence/typing-line";
import { RoomHeader } from "../features/rooms/room-header";
import { Timeline, type TimelineHandle } from "../features/timeline/timeline";
import { rememberRoom } from "../lib/last-room";
import { quote } from "../lib/quote";
import { useClient, useConnection, useLive } from "../live/live-provider";
import { roomName, unreadTotal } from "../live/room-list";
import { useMedia } from "../ui/use-media";
import styles from "./room-screen.module.css";

/** From this width on the people stand beside the messages without crowding them. */
const ROOMY = "(min-width: 72rem)";

/** One room: its head, messages, composer, and its people. */
export function RoomScreen({ roomId, messageId }: { roomId: string; messageId: string | null }) {
  const client = useLive();
  const { me, name, kind, unread } = useClient((state) => {
    const room = state.rooms[roomId];
    const called = room === undefined ? "" : roomName(state, room);
    // A room that became open or closed has other people.
    const kind = room?.kind;
    return { me: state.me.id, name: called, kind, unread: unreadTotal(state) };
  });
  const roomy = useMedia(ROOMY);
  const touch = useMedia("(pointer: coarse)");
  const [people, setPeople] = useState(roomy);
  const [text, setText] = useDraft(me, roomId);
  const [editing, setEditing] = useState<string | null>(null);
  const timeline = useRef<TimelineHandle>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const peopleButton = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · Campfire`;
  }, [name, unread]);
  useEffect(() => {
    rememberRoom(me, roomId);
    client.attention.show(roomId);
    return () => client.attention.show(null);
  }, [client, me, roomId]);
  const { connected } = useConnection();
  // Without a connection there is no answer: the people are read when there is one, and again when
  // it was cut.
  useEffect(() => {
    if (connected && kind !== undefined) client.loadMembers(roomId).catch(() => undefined);
  }, [client, roomId, connected, kind]);
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (!touch) input.current?.focus();
  }, [touch]);

  const send = useCallback(
    (body: string) => {
      client.send(roomId, body);
      timeline.current?.toLatest();
    },
    [client, roomId],
  );
  const edit = useCallback((id: string | null) => {
    setEditing(id);
    if (id === null) input.current?.focus();
  }, []);
  const takeBack = useCallback(
    (body: string) => {
      setText(body);
      input.current?.focus();
    },
    [setText],
  );
  const reply = useCallback(
    (message: Message, author: string) => {
      // What was begun stays behind the quote; the field knows it without a new callback at each key.
      const begun = input.current?.value ?? "";
      setText(`${quote(message, author)}\n\n${begun}`);
      input.current?.focus();
    },
    [setText],
  );
  const findPeople = useCallback(
    async (query: string) => (await findInRoom(roomId, query)).filter((person) => person.id !== me),
    [me, roomId],
  );
  const closePeople = useCallback(() => {
    setPeople(false);
    peopleButton.current?.focus();
  }, []);
  return (
    <div className={styles.room}>
      <section className={styles.talk} aria-label={name}>
        <RoomHeader
          roomId={roomId}
          peopleShown={people}
          peopleButton={peopleButton}
          onTogglePeople={() => setPeople((shown) => !shown)}
        />
        <Timeline
          ref={timeline}
          roomId={roomId}
          messageId={messageId}
          editing={editing}
          onEdit={edit}
          onTakeBack={takeBack}
          onReply={reply}
        />
        <div className={styles.foot}>
          <Composer
            ref={input}
            roomName={name}
            attach={<FileUploadArea />}
            text={text}
            onText={setText}
            onSend={send}
            findPeople={findPeople}
            onTyping={() => client.attention.typing()}
            onStopTyping={() => client.attention.stopTyping()}
            onEditLast={() => timeline.current?.editLast() ?? false}
          />
          <TypingLine roomId={roomId} />
        </div>
      </section>
      {people ? <MembersPanel roomId={roomId} over={!roomy} onClose={closePeople} /> : null}
    </div>
  );
}
