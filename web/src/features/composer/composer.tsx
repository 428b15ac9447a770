import {
  type FormEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { t, tn } from "../../lib/i18n";
import { BODY_MAX } from "../../lib/limits";
import { scalarCount } from "../../lib/text";
import { IconButton } from "../../ui/icon-button";
import { part, usePart } from "../../ui/use-part";
import type { FieldHandle, People } from "../../ui/writing/field";
import type { Format } from "../../ui/writing/keys";
import { Writer } from "../../ui/writing/writer";
import { WritingTools } from "../../ui/writing/writing-tools";
import styles from "./composer.module.css";
import { useDraft } from "./use-draft";
import { useDrop } from "./use-drop";

const formats = part(() => import("../../ui/writing/format-bar"));
/** From here on we say how much is left. */
const WARN_FROM = 9_500;

/** What others may ask of the composer. */
export type ComposerHandle = Pick<FieldHandle, "focus" | "put">;

/** Where one writes to a room; what is written and not sent is kept as its draft. */
export function Composer(props: {
  ref: Ref<ComposerHandle>;
  userId: string;
  roomId: string;
  roomName: string;
  onSend: (body: string) => void;
  onTyping: () => void;
  onStopTyping: () => void;
  /** Starts editing my last message; false when there is none. */
  onEditLast: () => boolean;
  /** Files were pasted or dropped. */
  onFiles?: () => void;
  /** An address was pasted. */
  onLink?: () => void;
  people?: People;
  /** What else may be added to a message; stands before the field. */
  attach?: ReactNode;
}) {
  const note = useId();
  const field = useRef<FieldHandle>(null);
  const [text, setText] = useDraft(props.userId, props.roomId);
  const [formatting, setFormatting] = useState(false);
  const [active, setActive] = useState<readonly Format[]>([]);
  const { FormatBar } = usePart(formatting, formats) ?? {};
  useImperativeHandle(props.ref, () => ({
    focus: () => field.current?.focus(),
    put: (words, place) => field.current?.put(words, place),
  }));
  useDrop(props.onFiles);
  const length = text.length < WARN_FROM ? 0 : scalarCount(text);
  const tooLong = length > BODY_MAX;
  const empty = text.trim() === "";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (tooLong || empty) return;
    props.onSend(text);
    setText("");
    field.current?.focus();
  };
  return (
    <form className={styles.composer} aria-label={t("New message")} onSubmit={send}>
      {FormatBar ? (
        <FormatBar active={active} onFormat={(format) => field.current?.format(format)} />
      ) : null}
      {props.attach}
      <Writer
        ref={field}
        testId="message-input"
        label={t("Message to {room}", { room: props.roomName })}
        placeholder={t("Message to {room}", { room: props.roomName })}
        note={tooLong ? note : undefined}
        text={text}
        people={props.people}
        onText={(next) => {
          setText(next);
          if (next.trim() === "") props.onStopTyping();
          else props.onTyping();
        }}
        onSend={send}
        onUp={props.onEditLast}
        onFiles={props.onFiles}
        onLink={props.onLink}
        onFormats={setActive}
      />
      {length >= WARN_FROM ? (
        <span id={note} className={tooLong ? styles.over : styles.left}>
          {tooLong
            ? tn(length - BODY_MAX, "{n} character too many", "{n} characters too many")
            : tn(BODY_MAX - length, "{n} left", "{n} left")}
        </span>
      ) : null}
      <span className={styles.tools}>
        <WritingTools
          formatting={formatting}
          onFormatting={() => setFormatting(!formatting)}
          onEmoji={(emoji) => field.current?.put(emoji, "caret")}
        />
      </span>
      <span className={styles.send}>
        <IconButton
          type="submit"
          icon="send"
          label={t("Send message")}
          data-testid="send-button"
          disabled={tooLong || empty}
        />
      </span>
    </form>
  );
}
