import { fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import type { FieldHandle, FieldProps } from "../field";
import { RichEditor } from "./rich-editor";

const onText = vi.fn();
const onSend = vi.fn();
const onFiles = vi.fn();
beforeEach(() => {
  for (const call of [onText, onSend, onFiles]) call.mockClear();
});

/** The field with its text as whoever holds it would give it back. */
function edits(text: string, over: Partial<FieldProps> = {}) {
  const handle = createRef<FieldHandle>();
  const field = (now: string) => (
    <RichEditor
      ref={handle}
      label="Words"
      text={now}
      onText={onText}
      onSend={onSend}
      onFiles={onFiles}
      {...over}
    />
  );
  const { rerender } = render(field(text));
  const root = screen.getByRole("textbox", { name: "Words" });
  return { handle, root, show: (now: string) => rerender(field(now)) };
}

/** Selects what an element holds, or puts the caret behind it. */
function select(element: Element, how: "all" | "end" = "all"): void {
  const range = document.createRange();
  range.selectNodeContents(element);
  if (how === "end") range.collapse(false);
  document.getSelection()?.removeAllRanges();
  document.getSelection()?.addRange(range);
}

/** Pastes words, or html. */
function paste(root: HTMLElement, held: Record<string, string>): void {
  const clipboardData = { getData: (type: string) => held[type] ?? "", files: [] };
  fireEvent.paste(root, { clipboardData });
}

const told = () =>
  vi.waitFor(() => expect(onText).toHaveBeenCalled()).then(() => onText.mock.lastCall?.[0]);

it("shows Markdown as it will look, and follows what comes from elsewhere", () => {
  const { root, show } = edits("**bold**\n\n- one\n- two");
  expect(root.querySelector("b")).toHaveTextContent("bold");
  expect([...root.querySelectorAll("li")].map((item) => item.textContent)).toEqual(["one", "two"]);
  show("> said");
  expect(root.querySelector("blockquote")).toHaveTextContent("said");
  expect(root.querySelector("b, li")).toBeNull();
  show("");
  expect(root).toHaveTextContent("");
  expect(onText).not.toHaveBeenCalled();
});

it.each([
  ["bold", "**words**"],
  ["italic", "_words_"],
  ["strike", "~~words~~"],
  ["code", "`words`"],
  ["heading", "## words"],
  ["quote", "> words"],
  ["bullets", "- words"],
  ["numbers", "1. words"],
  ["block", "```\nwords\n```"],
] as const)("gives and takes %s, and one undo takes it back", async (format, markdown) => {
  const { root, handle } = edits("words");
  handle.current?.focus();
  select(root.querySelector("div") as Element);
  handle.current?.format(format);
  expect(await told()).toBe(markdown);
  fireEvent.keyDown(root, { key: "z", code: "KeyZ", ctrlKey: true });
  await vi.waitFor(() => expect(onText).toHaveBeenLastCalledWith("words"));
  fireEvent.keyDown(root, { key: "y", code: "KeyY", ctrlKey: true });
  await vi.waitFor(() => expect(onText).toHaveBeenLastCalledWith(markdown));
  handle.current?.format(format);
  await vi.waitFor(() => expect(onText).toHaveBeenLastCalledWith("words"));
});

it("sends with Enter, breaks with Shift and Enter, and leaves an input method its own", async () => {
  const { root, handle } = edits("words");
  handle.current?.focus();
  fireEvent.keyDown(root, { key: "Enter", isComposing: true });
  fireEvent.keyDown(root, { key: "Enter", keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.keyDown(root, { key: "Enter" });
  expect(onSend).toHaveBeenCalledOnce();
  select(root.querySelector("div") as Element, "end");
  fireEvent.keyDown(root, { key: "Enter", shiftKey: true });
  expect(await told()).toBe("words\n");
  expect(onSend).toHaveBeenCalledOnce();
});

it("lets Tab lead out of a list", () => {
  const { root, handle } = edits("- one\n- two");
  handle.current?.focus();
  select(root.querySelectorAll("li")[1] as Element);
  expect(fireEvent.keyDown(root, { key: "Tab" })).toBe(true);
  expect(root.querySelector("ul ul")).toBeNull();
});

it("takes of pasted html what a message may have, and runs nothing of it", async () => {
  const { root, handle } = edits("");
  handle.current?.focus();
  paste(root, {
    "text/plain": "bold far list",
    "text/html":
      '<meta><b onclick="alert(1)">bold</b> <a href="javascript:alert(1)">far</a><img src=x onerror=alert(1)><script>alert(1)</script><svg onload=alert(1)><a>x</a></svg><ul><li style="color:red">list &lt;b&gt;</li></ul>',
  });
  expect(await told()).toBe("**bold** far\n- list <b>");
  expect(root.querySelector("img, script, svg, a, [onclick], [style]")).toBeNull();
});

it("pastes words sign by sign, and leaves files to others", async () => {
  const { root, handle } = edits("");
  handle.current?.focus();
  paste(root, { "text/plain": "**one**\n  - two" });
  expect(await told()).toBe("\\*\\*one\\*\\*\n  - two");
  expect(root.querySelector("b, li")).toBeNull();
  fireEvent.paste(root, {
    clipboardData: { getData: () => "", files: [new File(["x"], "x.png")] },
  });
  expect(onFiles).toHaveBeenCalledOnce();
});

it("puts a quote before what is there, with the caret between them", async () => {
  const { root, handle } = edits("begun");
  handle.current?.put("> said\n>\n> — [Ann](/rooms/r1/@m1)\n\n", "start");
  expect(await told()).toBe("> said\n>\n> — [Ann](/rooms/r1/@m1)\n\nbegun");
  const caret = document.getSelection();
  expect(root.querySelectorAll(":scope > div")[0]?.contains(caret?.anchorNode ?? null)).toBe(true);
});

it("asks where a link leads", async () => {
  const { root, handle } = edits("words");
  handle.current?.focus();
  select(root.querySelector("div") as Element);
  fireEvent.keyDown(root, { key: "u", code: "KeyU", ctrlKey: true, shiftKey: true });
  const address = screen.getByRole("textbox", { name: "Where the link leads" });
  fireEvent.change(address, { target: { value: "example.com/a" } });
  fireEvent.keyDown(address, { key: "Enter" });
  expect(await told()).toBe("[words](https://example.com/a)");
});
