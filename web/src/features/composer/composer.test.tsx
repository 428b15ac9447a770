import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { Composer } from "./composer";

const onSend = vi.fn();
const onTyping = vi.fn();
const onEditLast = vi.fn(() => true);
const input = () => screen.getByTestId("message-input");

const findPeople = vi.fn(async (query: string) =>
  [
    { id: "1", name: "Ann Archer", handle: "ann" },
    { id: "2", name: "Anna Bell", handle: "anna.bell" },
  ].filter((person) => person.handle.startsWith(query)),
);

function Held({ start = "" }: { start?: string }) {
  const [text, setText] = useState(start);
  return (
    <Composer
      ref={null}
      roomName="All Talk"
      text={text}
      onText={setText}
      onSend={onSend}
      onTyping={onTyping}
      onStopTyping={() => undefined}
      onEditLast={onEditLast}
      findPeople={findPeople}
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

it("leaves Enter to an input method that is composing", () => {
  render(<Held start="にほん" />);
  fireEvent.keyDown(input(), { key: "Enter", isComposing: true });
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
  await userEvent.type(input(), "{Backspace}{ArrowUp}");
  expect(onEditLast).toHaveBeenCalledOnce();
});

it("counts an emoji as one and refuses what is too long", () => {
  const { unmount } = render(<Held start={"😀".repeat(10_000)} />);
  expect(screen.getByTestId("send-button")).toBeEnabled();
  unmount();
  render(<Held start={"😀".repeat(10_001)} />);
  expect(screen.getByText("1 characters too many")).toBeInTheDocument();
  expect(screen.getByTestId("send-button")).toBeDisabled();
});

it("completes @ and letters with the keys, and sends nothing meanwhile", async () => {
  render(<Held />);
  await userEvent.type(input(), "hi @an");
  const list = await screen.findByRole("listbox", { name: "People to mention" });
  expect(findPeople).toHaveBeenCalledExactlyOnceWith("an");
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
