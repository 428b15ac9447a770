import { type RefObject, useEffect, useRef } from "react";
import type { FieldProps } from "../field";
import { type Format, formatOf, isComposing, isUp, sends } from "../keys";
import { pasted } from "../pasted";
import { formatsAt, linkTo } from "./commands";
import { Engine } from "./engine";
import { fromDom } from "./from-dom";
import { around, caretIn, lineAt } from "./place";
import { insertWords } from "./put";
import { readHtml } from "./read-html";
import { readMarkdown } from "./read-markdown";
import { toDom } from "./to-dom";
import { beginBlock, endLook } from "./typed-signs";
import { writeMarkdown } from "./write-markdown";

/** The library's own keys that are ours here, or nobody's: Tab leads on, and out. */
const NOT_ITS_KEYS = ["Tab", "Shift-Tab", "PageUp", "PageDown"].concat(
  ["Ctrl-", "Meta-"].flatMap((held) =>
    ["b", "i", "u", "d", "[", "]", "Shift-5", "Shift-6", "Shift-7", "Shift-8", "Shift-9"].map(
      (key) => held + key,
    ),
  ),
);
/** What a browser may do by itself besides typing. */
const OUR_INPUT = /^(?!format)|^format(?:Bold|Italic|StrikeThrough)$/u;

/** One editor for as long as the field stands: Markdown goes in and comes out. */
export function useEngine(
  box: RefObject<HTMLDivElement | null>,
  props: FieldProps,
  on: { format: (format: Format) => void; onBegun: (text: string) => void },
): RefObject<Engine | null> {
  const made = useRef<Engine>(null);
  const latest = useRef({ ...props, ...on });
  latest.current = { ...props, ...on };
  /** The Markdown that the editor shows. */
  const held = useRef<string>(null);
  useEffect(() => {
    const root = box.current;
    if (root === null) return;
    const ended = new AbortController();
    const { signal } = ended;
    // In this order the library hears what is left for it.
    root.addEventListener("keydown", (event) => takeKey(event), { capture: true, signal });
    root.addEventListener("paste", (event) => takePaste(event), { capture: true, signal });
    root.addEventListener(
      "beforeinput",
      (event) => {
        if (OUR_INPUT.test(event.inputType)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true, signal },
    );
    const engine = new Engine(root);
    made.current = engine;
    for (const key of NOT_ITS_KEYS) engine.setKeyHandler(key, null);

    const takeKey = (event: KeyboardEvent) => {
      if (event.key !== " " || isComposing(event) || !beginBlock(engine)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const takePaste = (event: ClipboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.clipboardData !== null) paste(engine, event.clipboardData, latest.current);
    };
    // Behind the list of completions, which takes its own keys.
    root.addEventListener("keydown", (event) => press(engine, event, latest.current), { signal });
    root.addEventListener(
      "input",
      (event) => {
        if (event instanceof InputEvent && /^[*_~`]$/u.test(event.data ?? "")) endLook(engine);
      },
      { signal },
    );
    let formats = "";
    const look = () => {
      latest.current.onBegun(begunIn(root));
      const now = formatsAt(root);
      if (now.join() !== formats) latest.current.onFormats?.(now);
      formats = now.join();
    };
    engine.addEventListener("input", () => {
      const text = writeMarkdown(fromDom(root));
      look();
      if (text === held.current) return;
      held.current = text;
      latest.current.onText(text);
    });
    document.addEventListener("selectionchange", () => root === document.activeElement && look(), {
      signal,
    });
    root.addEventListener("blur", () => latest.current.onBegun(""), { signal });
    return () => {
      ended.abort();
      engine.destroy();
      made.current = null;
      held.current = null;
    };
  }, [box]);
  useEffect(() => {
    if (props.text === held.current) return;
    held.current = props.text;
    made.current?.show(toDom(readMarkdown(props.text)));
  }, [props.text]);
  return made;
}

type Held = FieldProps & { format: (format: Format) => void };

function press(engine: Engine, event: KeyboardEvent, held: Held): void {
  if (isComposing(event)) return;
  const format = formatOf(event);
  if (sends(event)) held.onSend();
  else if (event.key === "Enter") {
    if (!beginBlock(engine)) engine.splitBlock(false);
  } else if (format !== null) held.format(format);
  else if (event.key === "Escape" && held.onEscape) held.onEscape();
  else if (!isUp(event) || held.text !== "" || !held.onUp?.()) return;
  event.preventDefault();
}

function paste(engine: Engine, data: DataTransfer, held: Held): void {
  const { is, text } = pasted(data);
  const html = data.getData("text/html");
  if (is === "files") held.onFiles?.();
  if (is === "address") held.onLink?.();
  // An address on selected words becomes their link.
  if (is === "address" && !engine.getSelection().collapsed) linkTo(engine, text);
  else if (is === "files") return;
  else if (html === "" || is === "address") {
    insertWords(engine, is === "address" ? text : data.getData("text/plain"));
  } else if (isInCode(engine)) insertWords(engine, data.getData("text/plain"));
  else engine.insert(toDom(fromDom(readHtml(html))));
}

function isInCode(engine: Engine): boolean {
  return around(engine.getRoot(), engine.getSelection().startContainer, "pre") !== null;
}

/** What may be completed: the words of this line before the caret, none in code. */
function begunIn(root: HTMLElement): string {
  const caret = caretIn(root);
  if (caret === null || around(root, caret.startContainer, "pre, code") !== null) return "";
  const at = lineAt(root, caret);
  if (at === null) return "";
  // A command stands at the beginning of all.
  return (at.line === root.firstElementChild ? "" : "\n") + at.before;
}
