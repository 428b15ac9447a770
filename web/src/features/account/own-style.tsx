import { type FormEvent, useEffect, useRef, useState } from "react";
import { wordsOf } from "../../api/problem";
import { textOf, useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { useClient } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { TextArea } from "../../ui/text-area";
import styles from "./account.module.css";
import type { AccountCalls, AccountChange } from "./account-calls";

/** The style that everybody sees, as text; what is refused is shown at its line. */
export function OwnStyle(props: {
  readCss: AccountCalls["customCss"];
  onChange: (body: AccountChange) => Promise<void>;
}) {
  const { readCss, onChange } = props;
  const [held, unread] = useHeld(readCss);
  const { run, busy, problem, problemOf } = useCall();
  const [kept, setKept] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const refused = problemOf("settings/custom_css");
  useEffect(() => {
    if (refused !== undefined && area.current !== null) pointTo(area.current, refused);
  }, [refused]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const custom_css = textOf(new FormData(event.currentTarget), "css");
    setKept(false);
    setKept(await run(() => onChange({ settings: { custom_css } })));
  };
  if (unread !== null) return <Notice>{unread}</Notice>;
  return (
    <form onSubmit={submit} className={styles.part}>
      {problem === null || refused !== undefined ? null : <Notice>{problem.message}</Notice>}
      <div className={styles.code}>
        <TextArea
          // What was read comes once; after that the text is the writer's.
          key={held === null ? "unread" : "read"}
          ref={area}
          label={t("Style (CSS)")}
          hint={t(
            "Everybody sees it, over Campfire’s own. It may load nothing; pictures stand in it as data:. If it hides too much, open Campfire with ?css=off at the end of its address.",
          )}
          problem={refused}
          name="css"
          rows={8}
          dir="ltr"
          spellCheck={false}
          defaultValue={held ?? ""}
          disabled={held === null}
        />
      </div>
      <div className={styles.row}>
        <Button type="submit" busy={busy}>
          {t("Save the style")}
        </Button>
        <p role="status" className={styles.soft}>
          {kept ? t("Saved.") : ""}
        </p>
      </div>
    </form>
  );
}

/** The style as it was when this opened, null until it is read; and the words when it could not be. */
function useHeld(readCss: AccountCalls["customCss"]): [string | null, string | null] {
  const { loaded, there } = useClient((state) => ({
    loaded: state.loaded,
    there: state.settings.custom_css_url !== null,
  }));
  const [held, setHeld] = useState<[string | null, string | null]>([null, null]);
  // What comes live after that does not take the words out of anybody's hands.
  const wanted = loaded && held[0] === null && held[1] === null;
  useEffect(() => {
    if (!wanted) return;
    let mine = true;
    const reading = there ? readCss() : Promise.resolve("");
    reading.then(
      (css) => mine && setHeld([css, null]),
      (error) => mine && setHeld([null, wordsOf(error)]),
    );
    return () => {
      mine = false;
    };
  }, [readCss, wanted, there]);
  return held;
}

/** Puts the caret where the refusal says: "line 3, column 7: …". */
function pointTo(area: HTMLTextAreaElement, refusal: string): void {
  const [, line, column] = /^line (\d+), column (\d+)/u.exec(refusal) ?? [];
  if (line === undefined) return;
  const before = area.value.split("\n").slice(0, Number(line) - 1);
  const place = before.join("\n").length + (before.length > 0 ? 1 : 0) + Number(column) - 1;
  area.focus();
  area.setSelectionRange(place, place + 1);
}
