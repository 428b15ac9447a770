import { memo, type PointerEvent, useContext, useState } from "react";
import type { Message } from "../../api/types";
import { t } from "../../lib/i18n";
import { exactTime, timeOfDay } from "../../lib/time";
import { Avatar } from "../../ui/avatar";
import { lazily } from "../../ui/lazily";
import { SoundPlace } from "../../ui/sound-place";
import { BoostStrip } from "./boost-strip";
import { MessageEditor } from "./message-editor";
import { MessageHtml } from "./message-html";
import { labelOf } from "./message-label";
import styles from "./message-row.module.css";
import type { MessageActions } from "./use-message-actions";

/** The timeline asks for it ahead, so it is there before anybody points at a message. */
export const MessageTools = lazily(() =>
  import("./message-tools").then((module) => module.MessageTools),
);

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
  actions: MessageActions;
}) {
  const { message, author, active } = props;
  const [hovered, setHovered] = useState(false);
  const [touched, setTouched] = useState(false);
  const changed = useChanged(message.rev);
  const time = timeOfDay(message.created_at);
  const tab = active ? 0 : -1;
  const look = [
    styles.row,
    props.grouped ? styles.grouped : "",
    props.flashed ? styles.flashed : changed,
    message.mentions.includes(props.me) ? styles.forMe : "",
  ].join(" ");
  // A finger has no hovering: its tap focuses the row, which is then the active one.
  const hover = (event: PointerEvent) => setHovered(event.pointerType !== "touch");
  return (
    <article
      className={look}
      aria-label={labelOf(message, author)}
      data-message={message.id}
      data-seq={message.seq}
      data-sent={message.client_message_id}
      tabIndex={tab}
      onFocus={() => setTouched(true)}
      onPointerEnter={hover}
      onPointerLeave={() => setHovered(false)}
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
      {/* Only where somebody is: rows of buttons are slow to draw, and would be read aloud with each new message. */}
      {((active && touched) || hovered) && !message.deleted && !props.editing ? (
        <MessageTools {...props} tab={tab} />
      ) : null}
    </article>
  );
});

/** Lights a row up when its message changes; every second change has its own name, or it would not start again. */
function useChanged(rev: number): string | undefined {
  const [drawn] = useState(rev);
  if (rev === drawn) return "";
  return rev % 2 === 0 ? styles.changed : styles.changedAgain;
}

function Body(props: {
  message: Message;
  me: string;
  active: boolean;
  editing: boolean;
  actions: MessageActions;
}) {
  const { message } = props;
  const Sound = useContext(SoundPlace);
  if (message.deleted) return <p className={styles.gone}>{t("message deleted")}</p>;
  if (props.editing) {
    return <MessageEditor message={message} onDone={() => props.actions.edit(null)} />;
  }
  return (
    <>
      {message.sound ? (
        <Sound name={message.sound} tabIndex={props.active ? 0 : -1} />
      ) : (
        <MessageHtml html={message.html} me={props.me} />
      )}
      {message.edited_at ? (
        <span className={styles.edited} title={exactTime(message.edited_at)}>
          {t("(edited)")}
        </span>
      ) : null}
    </>
  );
}
