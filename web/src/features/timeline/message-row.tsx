import { memo } from "react";
import type { Message } from "../../api/types";
import { exactTime, timeOfDay } from "../../lib/time";
import { Avatar } from "../../ui/avatar";
import { Icon } from "../../ui/icon";
import { IconButton } from "../../ui/icon-button";
import { BoostStrip } from "./boost-strip";
import { MessageEditor } from "./message-editor";
import { MessageHtml } from "./message-html";
import styles from "./message-row.module.css";

/** One message: author and time unless it joins the one before, text or tombstone, and what I may do. */
export const MessageRow = memo(function MessageRow(props: {
  message: Message;
  author: string;
  /** Who looks at it. */
  me: string;
  grouped: boolean;
  mayChange: boolean;
  mayMarkUnread: boolean;
  /** The one row in the tab order. */
  active: boolean;
  editing: boolean;
  flashed: boolean;
  onEdit: (id: string | null) => void;
  onDelete: (id: string) => void;
  onMarkUnread: (seq: number) => void;
  onBoost: (id: string) => void;
  onReply: (message: Message, author: string) => void;
  onKeep: (id: string) => void;
}) {
  const { message, author, active } = props;
  const time = timeOfDay(message.created_at);
  const tab = active ? 0 : -1;
  const look = [
    styles.row,
    props.grouped ? styles.grouped : "",
    props.flashed ? styles.flashed : "",
    message.mentions.includes(props.me) ? styles.forMe : "",
  ].join(" ");
  return (
    <article
      className={look}
      aria-label={`${author}, ${time}`}
      data-message={message.id}
      data-seq={message.seq}
      tabIndex={tab}
    >
      <div className={styles.side}>
        {props.grouped ? (
          <time className={styles.hint} dateTime={message.created_at} aria-hidden="true">
            {time}
          </time>
        ) : (
          <span className={styles.door} data-person={message.creator.id}>
            <Avatar id={message.creator.id} name={author} />
          </span>
        )}
      </div>
      <div className={styles.main}>
        {props.grouped ? null : (
          <p className={styles.head}>
            <button
              type="button"
              className={styles.author}
              tabIndex={tab}
              data-person={message.creator.id}
            >
              <bdi>{author}</bdi>
            </button>
            <time dateTime={message.created_at} title={exactTime(message.created_at)}>
              {time}
            </time>
          </p>
        )}
        <Body {...props} />
        {message.boosts.length === 0 ? null : <BoostStrip message={message} tab={tab} />}
      </div>
      {message.deleted || props.editing ? null : <Tools {...props} tab={tab} />}
    </article>
  );
});

/** What I may do with a message. */
function Tools(props: {
  message: Message;
  author: string;
  mayChange: boolean;
  mayMarkUnread: boolean;
  tab: 0 | -1;
  onEdit: (id: string | null) => void;
  onDelete: (id: string) => void;
  onMarkUnread: (seq: number) => void;
  onBoost: (id: string) => void;
  onReply: (message: Message, author: string) => void;
  onKeep: (id: string) => void;
}) {
  const { message, mayChange, tab: tabIndex } = props;
  return (
    <div className={styles.tools}>
      <IconButton
        icon="bookmark"
        label="Keep as bookmark"
        tabIndex={tabIndex}
        onClick={() => props.onKeep(message.id)}
      />
      <IconButton
        icon="flame"
        label="Boost message"
        tabIndex={tabIndex}
        onClick={() => props.onBoost(message.id)}
      />
      <IconButton
        icon="reply"
        label="Reply to message"
        tabIndex={tabIndex}
        onClick={() => props.onReply(message, props.author)}
      />
      {props.mayMarkUnread ? (
        <IconButton
          icon="unread"
          label="Mark unread from here"
          tabIndex={tabIndex}
          onClick={() => props.onMarkUnread(message.seq)}
        />
      ) : null}
      {mayChange ? (
        <IconButton
          icon="pencil"
          label="Edit message"
          tabIndex={tabIndex}
          onClick={() => props.onEdit(message.id)}
        />
      ) : null}
      {mayChange ? (
        <IconButton
          icon="bin"
          label="Delete message"
          tabIndex={tabIndex}
          onClick={() => props.onDelete(message.id)}
        />
      ) : null}
    </div>
  );
}

function Body(props: {
  message: Message;
  me: string;
  editing: boolean;
  onEdit: (id: string | null) => void;
}) {
  const { message } = props;
  if (message.deleted) return <p className={styles.gone}>message deleted</p>;
  if (props.editing) return <MessageEditor message={message} onDone={() => props.onEdit(null)} />;
  return (
    <>
      {message.sound ? (
        <p className={styles.sound}>
          <Icon name="sound" /> <span className="visually-hidden">plays the sound </span>
          {message.sound}
        </p>
      ) : (
        <MessageHtml html={message.html} me={props.me} />
      )}
      {message.edited_at ? (
        <span className={styles.edited} title={exactTime(message.edited_at)}>
          (edited)
        </span>
      ) : null}
    </>
  );
}
