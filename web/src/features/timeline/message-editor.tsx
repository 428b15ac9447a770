import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Message } from "../../api/types";
import { useCall } from "../../api/use-call";
import { useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import styles from "./message-editor.module.css";

/** Changes a message in its place: Enter saves, Escape gives up. */
export function MessageEditor({ message, onDone }: { message: Message; onDone: () => void }) {
  const client = useLive();
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(message.source);
  const { run, busy, problem } = useCall();
  useEffect(() => {
    const field = input.current;
    if (field === null) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.closest("article")?.scrollIntoView({ block: "nearest" });
  }, []);
  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() === "") return;
    if (text === message.source) return onDone();
    if (await run(() => client.editMessage(message.room_id, message.id, text))) onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    // The list moves by arrows; inside the text they move the caret.
    event.stopPropagation();
    if (event.key === "Escape") onDone();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <form className={styles.editor} aria-label="Edit message" onSubmit={save}>
      <textarea
        ref={input}
        className={styles.input}
        aria-label="Text of the message"
        dir="auto"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {problem === null ? null : (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" look="main" busy={busy}>
          Save
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
