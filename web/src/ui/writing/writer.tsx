import { useRef, useState } from "react";
import { part, usePart } from "../use-part";
import { useSettings } from "../use-settings";
import type { FieldProps } from "./field";
import { PlainField } from "./plain-field";
import styles from "./writer.module.css";

const rich = part(() => import("./rich/rich-editor"));

/**
 * Where one writes, as one wished: Markdown, or words as they will look. The second comes when it is
 * wanted; until then, and without it, one writes in the first.
 */
export function Writer(props: FieldProps) {
  const box = useRef<HTMLDivElement>(null);
  const { RichEditor } = usePart(useSettings().rich, rich) ?? {};
  const [composing, setComposing] = useState(false);
  const wanted = RichEditor ?? PlainField;
  const [shown, setShown] = useState(() => wanted);
  // Nobody is interrupted who is in the middle of a word of an input method.
  const changes = shown !== wanted && !composing;
  if (changes) setShown(() => wanted);
  const Field = changes ? wanted : shown;
  const wasWriting = useRef(false);
  if (changes) wasWriting.current = isWriting(box.current);
  return (
    <div
      ref={box}
      className={styles.writer}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    >
      <Field {...props} focused={props.focused || wasWriting.current} />
    </div>
  );
}

/** Whoever is about to write goes on in the other field; whoever walks along the formats does not. */
function isWriting(box: HTMLElement | null): boolean {
  const at = document.activeElement;
  return (box?.closest("form")?.contains(at) ?? false) && at?.closest("[role=toolbar]") === null;
}
