import { type RefObject, useEffect, useRef } from "react";
import { t } from "../../lib/i18n";
import { EmojiGrid } from "./emoji-grid";
import styles from "./emoji-picker.module.css";

/** All emoji above where one writes. Escape and a press elsewhere put it away. */
export function EmojiPicker(props: {
  /** The button that opened it; it takes the focus back. */
  opener: RefObject<HTMLButtonElement | null>;
  onPick: (emoji: string) => void;
  onClose: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { opener } = props;
  const close = useRef(props.onClose);
  close.current = props.onClose;
  useEffect(() => {
    const outside = ({ target }: PointerEvent) => {
      if (target instanceof Node && !box.current?.contains(target)) {
        if (!opener.current?.contains(target)) close.current();
      }
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [opener]);
  return (
    <div
      ref={box}
      className={styles.picker}
      role="dialog"
      aria-label={t("Emoji")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
        opener.current?.focus();
      }}
    >
      <EmojiGrid onPick={props.onPick} />
    </div>
  );
}
