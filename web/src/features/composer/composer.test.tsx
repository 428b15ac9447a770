import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef, useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { keepDraft } from "../../lib/drafts";
import { changeSettings } from "../../lib/settings";
import { Composer, type ComposerHandle } from "./composer";

const onSend = vi.fn();
const onTyping = vi.fn();
const onEditLast = vi.fn(() => true);
const onFiles = vi.fn();
const onLink = vi.fn();
const input = () => screen.getByTestId<HTMLTextAreaElement>("message-input");

const people = {
  find: vi.fn(async (query: string) =>
    [
      { id: "1", name: "Ann Archer", handle: "ann" },
      { id: "2", name: "Anna Bell", handle: "anna.bell" },
    ].filter((person) => person.handle.startsWith(query)),
  ),
};
const handle = createRef<ComposerHandle>();

function Held({ start = "" }: { start?: string }) {
  useState(() => keepDraft("ann", "hall", start));
  return (
    <Composer
      ref={handle}
      userId="ann"
      roomId="hall"
      roomName="All Talk"
      onSend={onSend}
      onTyping={onTyping}
      onStopTyping={() => undefined}
      onEditLast={onEditLast}
      onFiles={onFiles}
      onLink={onLink}
      people={people}
    />
  );
}

beforeEach(() => {
  vi.clearAllMocks();
});

it("sends with Enter and makes a line with Shift+Enter", async () => {
  render(<Held />);
  await userEvent.type(input(), "one{Shift>}{Enter}{/Shift}two{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("one\ntwo");
  expect(input()).toHaveValue("");
});

it("sends with Enter and Ctrl only, when a person wants lines of Enter", async () => {
  changeSettings({ enter: "newline" });
  render(<Held />);
  await userEvent.type(input(), "one{Enter}two");
  expect(onSend).not.toHaveBeenCalled();
  await userEvent.type(input(), "{Control>}{Enter}{/Control}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("one\ntwo");
});

it("makes a line of Enter under the fingers", async () => {
  vi.spyOn(window, "matchMedia").mockReturnValue({ matches: true } as MediaQueryList);
  render(<Held />);
  await userEvent.type(input(), "one{Enter}two");
  expect(onSend).not.toHaveBeenCalled();
  expect(input()).toHaveValue("one\ntwo");
});

it("leaves Enter to an input method that is composing", () => {
  render(<Held start="にほん" />);
  fireEvent.keyDown(input(), { key: "Enter", isComposing: true });
  // Safari has ended the composition by then; only the code of the key tells.
  fireEvent.keyDown(input(), { key: "Enter", keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
});

it("sends no blanks", async () => {
  render(<Held />);
  await userEvent.type(input(), "   {Enter}");
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByTestId("send-button")).toBeDisabled();
});

it("asks for the last message only when it is empty", async () => {
  render(<Held />);
  await userEvent.type(input(), "a{ArrowUp}");
  expect(onEditLast).not.toHaveBeenCalled();
  await userEvent.type(input(), "{Backspace}{Alt>}{ArrowUp}{/Alt}");
  expect(onEditLast).not.toHaveBeenCalled();
  await userEvent.type(input(), "{ArrowUp}");
  expect(onEditLast).toHaveBeenCalledOnce();
});

it("counts an emoji as one and refuses what is too long", () => {
  const { unmount } = render(<Held start={"😀".repeat(10_000)} />);
  expect(screen.getByTestId("send-button")).toBeEnabled();
  unmount();
  render(<Held start={"😀".repeat(10_001)} />);
  expect(screen.getByText("1 character too many")).toBeInTheDocument();
  expect(screen.getByTestId("send-button")).toBeDisabled();
});

it("completes @ and letters with the keys, and sends nothing meanwhile", async () => {
  render(<Held />);
  await userEvent.type(input(), "hi @an");
  const list = await screen.findByRole("listbox", { name: "People to mention" });
  expect(people.find).toHaveBeenCalledExactlyOnceWith("an");
  const chosen = () => screen.getByRole("option", { selected: true });
  expect(chosen()).toHaveTextContent("@ann");
  expect(input()).toHaveAttribute("aria-controls", list.id);
  expect(input()).toHaveAttribute("aria-activedescendant", chosen().id);
  await userEvent.keyboard("{ArrowDown}");
  expect(chosen()).toHaveTextContent("@anna.bell");
  expect(input()).toHaveAttribute("aria-activedescendant", chosen().id);
  await userEvent.keyboard("{Enter}");
  expect(onSend).not.toHaveBeenCalled();
  expect(input()).toHaveValue("hi @anna.bell ");
  expect(screen.queryByRole("listbox")).toBeNull();
});

it("puts the list away with Escape, and takes a press of the hand", async () => {
  render(<Held />);
  await userEvent.type(input(), "@an");
  await screen.findByRole("listbox");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  await userEvent.type(input(), "n");
  await userEvent.click(await screen.findByRole("option", { name: /Ann Archer/ }));
  expect(input()).toHaveValue("@ann ");
});

it("looks for nobody in addresses and words", async () => {
  render(<Held />);
  await userEvent.type(input(), "me@ann https://x/@ann");
  expect(screen.queryByRole("listbox")).toBeNull();
  await userEvent.type(input(), "{Enter}");
  expect(onSend).toHaveBeenCalledOnce();
});

it("completes the name of an emoji, and of a sound", async () => {
  render(<Held />);
  await userEvent.type(input(), "done :tad");
  const list = await screen.findByRole("listbox", { name: "Emoji" });
  expect(within(list).getByRole("option", { name: ":tada:" })).toBeVisible();
  await userEvent.keyboard("{Tab}");
  expect(input()).toHaveValue("done 🎉 ");
  await userEvent.clear(input());
  await userEvent.type(input(), "/play tromb");
  await screen.findByRole("listbox", { name: "Sounds" });
  await userEvent.keyboard("{Enter}");
  expect(input()).toHaveValue("/play trombone");
  await userEvent.keyboard("{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("/play trombone");
});

it("gives what is selected a look by a key, and by the bar", async () => {
  render(<Held start="so be it" />);
  input().setSelectionRange(3, 5);
  fireEvent.keyDown(input(), { key: "b", code: "KeyB", ctrlKey: true });
  await waitFor(() => expect(input()).toHaveValue("so **be** it"));
  await userEvent.click(screen.getByRole("button", { name: "Formatting" }));
  await userEvent.click(await screen.findByRole("button", { name: /^Bold/u }));
  await waitFor(() => expect(input()).toHaveValue("so be it"));
});

const paste = (text: string, files: File[] = []) =>
  fireEvent.paste(input(), { clipboardData: { getData: () => text, files } });
const picture = new File(["x"], "x.png", { type: "image/png" });

it("hands files that are pasted or dropped on, and takes the words of those that have some", () => {
  render(<Held />);
  paste("", [picture]);
  expect(onFiles).toHaveBeenCalledOnce();
  paste("a table", [picture]);
  expect(onFiles).toHaveBeenCalledOnce();
  fireEvent.drop(document.body, { dataTransfer: { types: ["Files"] } });
  expect(onFiles).toHaveBeenCalledTimes(2);
  fireEvent.drop(document.body, { dataTransfer: { types: ["text/plain"] } });
  expect(onFiles).toHaveBeenCalledTimes(2);
});

it("tells of a pasted address, and makes it the link of selected words", () => {
  render(<Held start="see this" />);
  paste("https://example.com/a");
  expect(onLink).toHaveBeenCalledOnce();
  input().setSelectionRange(4, 8);
  paste("https://example.com/b");
  expect(input()).toHaveValue("see [this](https://example.com/b)");
  paste("no address at all");
  expect(onLink).toHaveBeenCalledTimes(2);
});

it("puts a quote before what was begun, and the caret between them", () => {
  render(<Held start="begun" />);
  act(() => handle.current?.put("> said\n\n", "start"));
  expect(input()).toHaveValue("> said\n\nbegun");
  expect(input().selectionStart).toBe(8);
  expect(input()).toHaveFocus();
});
