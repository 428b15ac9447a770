import {
  type ClipboardEvent,
  type KeyboardEvent,
  type SyntheticEvent,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { part, usePart } from "../use-part";
import type { FieldProps } from "./field";
import { formatOf, isComposing, isUp, sends } from "./keys";
import { pasted } from "./pasted";
import styles from "./plain-field.module.css";
import { typeText } from "./type-text";

/** They come with the first letters that they could complete, and with the first format. */
const completion = part(() => import("./completion"));
const markup = part(() => import("./markup"));

/** What may have to be completed: `@an`, `:smi`, `/play tro`. */
const BEGUN = /[@:][^\s@:]+$|^\/play \S*$/u;

/** A field of plain text: best for input methods, phones and screen readers. Grows with its words. */
export function PlainField(props: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [begun, setBegun] = useState("");
  const { Completion } = usePart(begun !== "", completion) ?? {};
  const type = (text: string, from?: number, to?: number) => {
    const at = field.current;
    if (at !== null) typeText(at, text, from ?? at.selectionStart, to ?? at.selectionEnd);
  };
  const focus = () => {
    const at = field.current;
    if (at === null) return;
    // Whoever comes back to words that were begun goes on behind them.
    if (at.selectionEnd === 0) at.setSelectionRange(at.value.length, at.value.length);
    at.focus();
  };
  useImperativeHandle(props.ref, () => ({
    focus,
    put: (text, place) => {
      const gap = field.current?.value === "" || text.endsWith("\n") ? "" : "\n\n";
      if (place === "caret") type(text);
      else type(text + gap, 0, 0);
    },
    format: async (format) => {
      const { applyFormat } = await markup.load();
      if (field.current !== null) applyFormat(field.current, format);
    },
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it comes.
  useEffect(() => {
    if (props.focused) focus();
  }, []);
  const look = ({ currentTarget: at }: SyntheticEvent<HTMLTextAreaElement>) => {
    const caret = at.selectionStart === at.selectionEnd ? at.selectionEnd : 0;
    const before = at.value.slice(Math.max(0, caret - 64), caret);
    setBegun(BEGUN.test(before) ? at.value.slice(0, caret) : "");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const key = event.nativeEvent;
    if (isComposing(key)) return;
    const format = formatOf(key);
    const at = event.currentTarget;
    if (sends(key)) props.onSend();
    else if (format !== null)
      markup
        .load()
        .then((m) => m.applyFormat(at, format))
        .catch(nothing);
    else if (key.key === "Escape" && props.onEscape) props.onEscape();
    else if (!isUp(key) || props.text !== "" || !props.onUp?.()) return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { is, text } = pasted(event.clipboardData);
    const { value, selectionStart: from, selectionEnd: to } = event.currentTarget;
    if (is === "files") props.onFiles?.();
    if (is === "address") props.onLink?.();
    // An address on selected words becomes their link.
    if (is === "address" && from < to) type(`[${value.slice(from, to)}](${text})`);
    else if (is !== "files") return;
    event.preventDefault();
  };
  return (
    <div className={styles.grow} data-text={props.text}>
      <textarea
        ref={field}
        className={styles.input}
        data-testid={props.testId}
        aria-label={props.label}
        aria-describedby={props.note}
        aria-invalid={props.note !== undefined}
        aria-autocomplete="list"
        placeholder={props.placeholder}
        rows={1}
        dir="auto"
        value={props.text}
        onBlur={() => setBegun("")}
        onSelect={look}
        onChange={(event) => {
          look(event);
          props.onText(event.target.value);
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {Completion && field.current !== null ? (
        <Completion
          field={field.current}
          before={begun}
          people={props.people}
          onChoose={(length, { text }) => {
            const end = begun.length;
            type(text, end - length, end);
          }}
        />
      ) : null}
    </div>
  );
}

const nothing = () => undefined;
