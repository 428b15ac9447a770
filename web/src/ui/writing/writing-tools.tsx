import { useRef, useState } from "react";
import { t } from "../../lib/i18n";
import { IconButton } from "../icon-button";
import { part, usePart } from "../use-part";

const picker = part(() => import("./emoji-picker"));

/** What stands beside a field: the formats and the emoji. */
export function WritingTools(props: {
  formatting: boolean;
  onFormatting: () => void;
  onEmoji: (emoji: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const { EmojiPicker } = usePart(open, picker) ?? {};
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        icon="letters"
        label={t("Formatting")}
        aria-expanded={props.formatting}
        onClick={props.onFormatting}
      />
      <IconButton
        ref={button}
        icon="smile"
        label={t("Emoji")}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {EmojiPicker ? (
        <EmojiPicker
          opener={button}
          onClose={() => setOpen(false)}
          onPick={(emoji) => {
            setOpen(false);
            props.onEmoji(emoji);
          }}
        />
      ) : null}
    </>
  );
}
