import type { FormEvent } from "react";
import { textOf, useCall } from "../../api/use-call";
import { useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import styles from "./boost-dialog.module.css";

/** The boosts at hand, with what a screen reader calls them. */
const QUICK = [
  ["👍", "thumbs up"],
  ["👏", "clapping hands"],
  ["👋", "waving hand"],
  ["💪", "strong arm"],
  ["❤️", "heart"],
  ["😂", "tears of joy"],
  ["🎉", "party"],
  ["🔥", "fire"],
] as const;

/** Chooses what to boost a message with: one of eight, or a few words of one's own. */
export function BoostDialog(props: { roomId: string; messageId: string; onClose: () => void }) {
  const { roomId, messageId, onClose } = props;
  const client = useLive();
  const { run, busy, problem, problemOf } = useCall();
  const boost = async (content: string) => {
    if (await run(() => client.boost(roomId, messageId, content))) onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void boost(textOf(new FormData(event.currentTarget), "content"));
  };
  return (
    <Dialog title="Boost" onClose={onClose}>
      {problem === null || problemOf("content") ? null : <Notice>{problem.message}</Notice>}
      <fieldset className={styles.quick} aria-label="Quick boosts">
        {QUICK.map(([content, name]) => (
          <Button key={content} aria-label={name} busy={busy} onClick={() => boost(content)}>
            {content}
          </Button>
        ))}
      </fieldset>
      <form onSubmit={submit} className="contents">
        <Field
          label="Your own, up to 16 characters"
          name="content"
          required
          maxLength={160}
          problem={problemOf("content")}
        />
        <DialogActions>
          <Button type="submit" look="main" busy={busy}>
            Boost
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
