import { type FormEvent, type KeyboardEvent, type ReactNode, type Ref, useId } from "react";
import { scalarCount } from "../../lib/text";
import { IconButton } from "../../ui/icon-button";
import { useMedia } from "../../ui/use-media";
import styles from "./composer.module.css";
import { MentionList } from "./mention-list";
import { type Mentionable, useMentionList } from "./use-mention-list";

/** Limit of a message in Unicode scalar values (product page, section 3). */
const BODY_MAX = 10_000;
/** From here on we say how much is left. */
const WARN_FROM = 9_500;

/** Where one writes: Enter sends, Shift+Enter makes a line, ArrowUp in the empty field edits the last message. */
export function Composer(props: {
  ref: Ref<HTMLTextAreaElement>;
  roomName: string;
  text: string;
  onText: (text: string) => void;
  onSend: (body: string) => void;
  onTyping: () => void;
  onStopTyping: () => void;
  /** Starts editing my last message; false when there is none. */
  onEditLast: () => boolean;
  /** Looks for people of the room, to complete `@` and a few letters. */
  findPeople?: (query: string) => Promise<readonly Mentionable[]>;
  /** What else may be added to a message; stands before the field. */
  attach?: ReactNode;
}) {
  const note = useId();
  const { text, onText, findPeople: find } = props;
  const mention = useMentionList({ text, onText, find });
  // A touch keyboard has no Shift+Enter: there Enter makes a line and the button sends.
  const touch = useMedia("(pointer: coarse)");
  const length = props.text.length < WARN_FROM ? 0 : scalarCount(props.text);
  const tooLong = length > BODY_MAX;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (tooLong || props.text.trim() === "") return;
    props.onSend(props.text);
    props.onText("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || mention.onKeyDown(event)) return;
    if (event.key === "Enter" && !event.shiftKey && (!touch || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
    if (event.key === "ArrowUp" && props.text === "" && props.onEditLast()) event.preventDefault();
  };
  return (
    <form className={styles.composer} aria-label="New message" onSubmit={send}>
      <MentionList {...mention.list} />
      {props.attach}
      <textarea
        ref={props.ref}
        className={styles.input}
        data-testid="message-input"
        aria-label={`Message to ${props.roomName}`}
        aria-describedby={tooLong ? note : undefined}
        aria-invalid={tooLong}
        placeholder={`Message to ${props.roomName}`}
        rows={1}
        dir="auto"
        value={props.text}
        {...mention.aria}
        onBlur={mention.onBlur}
        onSelect={mention.look}
        onChange={(event) => {
          mention.look(event);
          props.onText(event.target.value);
          if (event.target.value.trim() === "") props.onStopTyping();
          else props.onTyping();
        }}
        onKeyDown={onKeyDown}
      />
      {length >= WARN_FROM ? (
        <span id={note} className={tooLong ? styles.over : styles.left}>
          {tooLong ? `${length - BODY_MAX} characters too many` : `${BODY_MAX - length} left`}
        </span>
      ) : null}
      <span className={styles.send}>
        <IconButton
          type="submit"
          icon="send"
          label="Send message"
          data-testid="send-button"
          disabled={tooLong || props.text.trim() === ""}
        />
      </span>
    </form>
  );
}
