import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { listMentions } from "../../api/mentions";
import type { Message } from "../../api/types";
import { paths } from "../../lib/paths";
import { dayLabel, exactTime, timeOfDay } from "../../lib/time";
import { useClient } from "../../live/live-provider";
import { roomName } from "../../live/room-list";
import { Button, IconButton } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import styles from "./mentions-screen.module.css";
import { type ReadMentions, useMentions } from "./use-mentions";

const TITLE = "What mentions you";

/** Every message that mentions or answers me, newest first, each with a way to its place. */
export function MentionsScreen({ read = listMentions }: { read?: ReadMentions }) {
  const [, navigate] = useLocation();
  const { messages, more, problem, busy, again } = useMentions(read);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${TITLE} · Campfire`;
    heading.current?.focus();
  }, []);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton
            icon="back"
            label="Back to the rooms"
            onClick={() => navigate(paths.home())}
          />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {TITLE}
        </h1>
      </header>
      <div className={styles.body}>
        {problem === null ? null : <Notice>{problem}</Notice>}
        {messages === null && problem === null ? <Waiting label="Reading your mentions" /> : null}
        {problem === null ? null : <Button onClick={again}>Try again</Button>}
        {messages?.length === 0 && more === null ? (
          <p>Nobody has mentioned you yet. Others do it by @ and your handle.</p>
        ) : null}
        <ul className={styles.list} aria-label="Mentions">
          {(messages ?? []).map((message) => (
            <Mention key={message.id} message={message} />
          ))}
        </ul>
        {more === null ? null : (
          <div>
            <Button busy={busy} onClick={more}>
              Show older
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Mention({ message }: { message: Message }) {
  const { room, author } = useClient((state) => {
    const held = state.rooms[message.room_id];
    return {
      room: held === undefined ? "" : roomName(state, held),
      author: state.people[message.creator.id]?.name ?? message.creator.name,
    };
  });
  return (
    <li className={styles.mention}>
      <p className={styles.where}>
        <span dir="auto">{author}</span> in <span dir="auto">{room}</span>,{" "}
        <time dateTime={message.created_at} title={exactTime(message.created_at)}>
          {dayLabel(message.created_at, new Date())}, {timeOfDay(message.created_at)}
        </time>
      </p>
      <p className={styles.words} dir="auto">
        {message.plain_text}
      </p>
      <Link href={paths.message(message.room_id, message.id)} className={styles.go}>
        Go to the message<span className="visually-hidden"> of {author}</span>
      </Link>
    </li>
  );
}
