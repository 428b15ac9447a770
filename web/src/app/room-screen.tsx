import { useCallback, useEffect, useRef, useState } from "react";
import type { Message } from "../api/types";
import { Composer, type ComposerHandle } from "../features/composer/composer";
import { type FeaturePlace, FileUploadArea } from "../features/flags/file-upload-area";
import { TypingLine } from "../features/presence/typing-line";
import { RoomHeader } from "../features/rooms/room-header";
import { useArrivingSounds } from "../features/sounds/use-arriving-sounds";
import { Timeline, type TimelineHandle } from "../features/timeline/timeline";
import { rememberRoom } from "../lib/last-room";
import { quote } from "../lib/quote";
import { titleWindow } from "../lib/window-title";
import { useClient, useConnection, useLive } from "../live/live-provider";
import { roomName } from "../live/room-list";
import { useMentionable } from "../live/use-mentionable";
import { lazily } from "../ui/lazily";
import { SoundPlace } from "../ui/sound-place";
import { useMedia } from "../ui/use-media";
import styles from "./room-screen.module.css";

const MembersPanel = lazily(() =>
  import("../features/members/members-panel").then((module) => module.MembersPanel),
);
const SoundLine = lazily(() =>
  import("../features/sounds/sound-line").then((module) => module.SoundLine),
);

/** From this width on the people stand beside the messages without crowding them. */
const ROOMY = "(min-width: 72rem)";

/** One room: its head, messages, composer, and its people. */
export function RoomScreen({ roomId, messageId }: { roomId: string; messageId: string | null }) {
  const client = useLive();
  const { me, name, kind } = useClient((state) => {
    const room = state.rooms[roomId];
    const called = room === undefined ? "" : roomName(state, room);
    // A room that became open or closed has other people.
    const kind = room?.kind;
    return { me: state.me.id, name: called, kind };
  });
  const roomy = useMedia(ROOMY);
  const touch = useMedia("(pointer: coarse)");
  const [people, setPeople] = useState(roomy);
  const [editing, setEditing] = useState<string | null>(null);
  const timeline = useRef<TimelineHandle>(null);
  const input = useRef<ComposerHandle>(null);
  const features = useRef<FeaturePlace>(null);
  const peopleButton = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    titleWindow(`${name} · Campfire`);
  }, [name]);
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
    // On a phone the keyboard would cover what one came to read; a linked message takes the focus itself.
    if (touch || messageId !== null) return;
    // Who goes through what is unread by a key goes on with it; a letter in the field would be text.
    if (history.state === "reading") document.getElementById("main")?.focus();
    else input.current?.focus();
  }, [touch, messageId]);

  useArrivingSounds(roomId, () => timeline.current?.isAtEnd() ?? false);
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
  // What was begun stays behind what comes, and one undo takes it back.
  const before = useCallback((words: string) => input.current?.put(words, "start"), []);
  const reply = useCallback(
    (message: Message, author: string) => before(`${quote(message, author)}\n\n`),
    [before],
  );
  const mentionable = useMentionable(roomId);
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
        <SoundPlace value={SoundLine}>
          <Timeline
            ref={timeline}
            roomId={roomId}
            messageId={messageId}
            editing={editing}
            onEdit={edit}
            onTakeBack={before}
            onReply={reply}
          />
        </SoundPlace>
        <div className={styles.foot}>
          <Composer
            ref={input}
            roomName={name}
            userId={me}
            roomId={roomId}
            attach={<FileUploadArea ref={features} />}
            onFiles={() => features.current?.tell("files_enabled")}
            onLink={() => features.current?.tell("opengraph_enabled")}
            onSend={send}
            people={mentionable}
            onTyping={() => client.attention.typing()}
            onStopTyping={() => client.attention.stopTyping()}
            onEditLast={() => timeline.current?.editLast() ?? false}
          />
          <TypingLine roomId={roomId} />
        </div>
      </section>
      {people ? (
        // Its place is there before it comes, so that the messages do not move.
        <div className={roomy ? styles.people : undefined}>
          <MembersPanel roomId={roomId} over={!roomy} onClose={closePeople} />
        </div>
      ) : null}
    </div>
  );
}
