import { type FormEvent, useEffect, useRef, useState } from "react";
import type { Message } from "../../api/types";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { useMentionable } from "../../live/use-mentionable";
import { Button } from "../../ui/button";
import { part, usePart } from "../../ui/use-part";
import type { FieldHandle } from "../../ui/writing/field";
import type { Format } from "../../ui/writing/keys";
import { PlainField } from "../../ui/writing/plain-field";
import { Writer } from "../../ui/writing/writer";
import styles from "./message-editor.module.css";
import { useEscape } from "./use-escape";

const formats = part(() => import("../../ui/writing/format-bar"));

/** Changes a message in its place: Enter saves, Escape gives up, wherever the focus is. */
export function MessageEditor({ message, onDone }: { message: Message; onDone: () => void }) {
  const client = useLive();
  const people = useMentionable(message.room_id);
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<FieldHandle>(null);
  const [text, setText] = useState(message.source);
  const [active, setActive] = useState<readonly Format[]>([]);
  // What was written as html is changed as html.
  const isMarkdown = message.format === "markdown";
  const { FormatBar } = usePart(isMarkdown, formats) ?? {};
  const Field = isMarkdown ? Writer : PlainField;
  const { run, busy, problem } = useCall();
  useEffect(() => {
    form.current?.closest("article")?.scrollIntoView({ block: "nearest" });
  }, []);
  useEscape(onDone, true);
  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() === "") return;
    if (text === message.source) return onDone();
    if (await run(() => client.editMessage(message, text))) onDone();
  };
  return (
    <form
      ref={form}
      className={styles.editor}
      aria-label={t("Edit message")}
      onSubmit={save}
      // The list moves by arrows; inside the text they move the caret.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={styles.input}>
        {FormatBar ? (
          <FormatBar active={active} onFormat={(format) => field.current?.format(format)} />
        ) : null}
        <Field
          ref={field}
          focused
          label={t("Text of the message")}
          text={text}
          people={people}
          onText={setText}
          onSend={save}
          onEscape={onDone}
          onFormats={setActive}
        />
      </div>
      {problem === null ? null : (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" look="main" busy={busy}>
          {t("Save")}
        </Button>
        <Button onClick={onDone}>{t("Cancel")}</Button>
      </div>
    </form>
  );
}
