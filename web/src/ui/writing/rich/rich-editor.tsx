import { useEffect, useImperativeHandle, useRef, useState } from "react";
import prose from "../../prose.module.css";
import { Completion } from "../completion";
import type { FieldProps } from "../field";
import type { Format } from "../keys";
import { applyFormat, formatsAt, linkTo } from "./commands";
import type { Engine } from "./engine";
import { LinkForm } from "./link-form";
import { caretIn } from "./place";
import { insertWords, putBefore } from "./put";
import styles from "./rich-editor.module.css";
import { useEngine } from "./use-engine";

/** A field that shows words as they will look. What it takes and tells is Markdown all the same. */
export function RichEditor(props: FieldProps) {
  const box = useRef<HTMLDivElement>(null);
  const [begun, setBegun] = useState("");
  /** What is to become a link, while it is asked where it leads. */
  const [linking, setLinking] = useState<Range | null>(null);
  const format = (wanted: Format) => {
    const { current: at } = engine;
    if (at === null) return;
    if (wanted === "link" && !formatsAt(at.getRoot()).includes("link")) {
      setLinking(at.getSelection());
    } else applyFormat(at, wanted);
  };
  const engine = useEngine(box, props, { format, onBegun: setBegun });
  useImperativeHandle(props.ref, () => ({
    focus: () => focusIn(engine.current),
    put: (text, place) => {
      const { current: at } = engine;
      if (at === null) return;
      at.focus();
      if (place === "caret") insertWords(at, text);
      else putBefore(at, text);
    },
    format,
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it comes.
  useEffect(() => {
    if (props.focused) focusIn(engine.current);
  }, []);
  return (
    <div className={styles.rich}>
      {/* biome-ignore lint/a11y/useSemanticElements: no field of the browser shows how words will look. */}
      <div
        ref={box}
        className={`${prose.prose} ${styles.input}`}
        role="textbox"
        tabIndex={0}
        dir="auto"
        data-testid={props.testId}
        data-empty={props.text === "" ? "" : undefined}
        aria-multiline="true"
        aria-label={props.label}
        aria-placeholder={props.placeholder}
        aria-describedby={props.note}
        aria-invalid={props.note !== undefined}
        aria-autocomplete="list"
      />
      {box.current === null ? null : (
        <Completion
          field={box.current}
          before={begun}
          people={props.people}
          onChoose={(length, { text }) => {
            const caret = box.current && caretIn(box.current);
            if (!caret || engine.current === null) return;
            caret.setStart(caret.startContainer, Math.max(0, caret.startOffset - length));
            engine.current.setSelection(caret);
            insertWords(engine.current, text);
          }}
        />
      )}
      {linking !== null ? (
        <LinkForm
          onDone={(href) => {
            setLinking(null);
            engine.current?.focus();
            engine.current?.setSelection(linking);
            if (engine.current !== null && href !== null) linkTo(engine.current, href);
          }}
        />
      ) : null}
    </div>
  );
}

/** Whoever comes back to words that were begun goes on behind them. */
function focusIn(engine: Engine | null): void {
  if (engine === null) return;
  const { startContainer, startOffset } = engine.getSelection();
  const root = engine.getRoot();
  const isAtStart = startOffset === 0 && (root.firstElementChild?.contains(startContainer) ?? true);
  if (isAtStart && document.activeElement !== root) engine.moveCursorToEnd();
  engine.focus();
}
