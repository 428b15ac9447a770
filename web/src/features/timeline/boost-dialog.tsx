import { type FormEvent, useState } from "react";
import { textOf, useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { part, usePart } from "../../ui/use-part";
import styles from "./boost-dialog.module.css";

const grid = part(() => import("../../ui/writing/emoji-grid"));

/** The boosts at hand, with what a screen reader calls them. */
const quick = () =>
  [
    ["👍", t("thumbs up")],
    ["👏", t("clapping hands")],
    ["👋", t("waving hand")],
    ["💪", t("strong arm")],
    ["❤️", t("heart")],
    ["😂", t("tears of joy")],
    ["🎉", t("party")],
    ["🔥", t("fire")],
  ] as const;

/** Chooses what to boost a message with: one of eight, any other emoji, or a few words of one's own. */
export function BoostDialog(props: { roomId: string; messageId: string; onClose: () => void }) {
  const { roomId, messageId, onClose } = props;
  const client = useLive();
  const { run, busy, problem, problemOf } = useCall();
  const [more, setMore] = useState(false);
  const { EmojiGrid } = usePart(more, grid) ?? {};
  const boost = async (content: string) => {
    if (await run(() => client.boost(roomId, messageId, content))) onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void boost(textOf(new FormData(event.currentTarget), "content"));
  };
  return (
    <Dialog title={t("Boost")} onClose={onClose}>
      {problem === null || problemOf("content") ? null : <Notice>{problem.message}</Notice>}
      <fieldset className={styles.quick} aria-label={t("Quick boosts")}>
        {quick().map(([content, name]) => (
          <Button key={content} aria-label={name} busy={busy} onClick={() => boost(content)}>
            {content}
          </Button>
        ))}
      </fieldset>
      <form onSubmit={submit} className="contents">
        <Field
          label={t("Your own, up to 16 characters")}
          name="content"
          required
          maxLength={160}
          problem={problemOf("content")}
        />
        <DialogActions>
          <Button aria-expanded={more} onClick={() => setMore(!more)}>
            {t("More emoji")}
          </Button>
          <Button type="submit" look="main" busy={busy}>
            {t("Boost")}
          </Button>
        </DialogActions>
      </form>
      {EmojiGrid ? (
        <div className={styles.grid}>
          <EmojiGrid onPick={boost} />
        </div>
      ) : null}
    </Dialog>
  );
}
