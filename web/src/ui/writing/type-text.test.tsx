import { render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { typeText } from "./type-text";

const onText = vi.fn();

function Held() {
  const [text, setText] = useState("one three");
  return (
    <textarea
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onText(event.target.value);
      }}
    />
  );
}

it("tells what it writes like a key does, and leaves the caret behind it", () => {
  render(<Held />);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox");
  typeText(field, "two ", 4, 4);
  expect(onText).toHaveBeenLastCalledWith("one two three");
  expect(field).toHaveValue("one two three");
  expect([field.selectionStart, field.selectionEnd]).toEqual([8, 8]);
  expect(field).toHaveFocus();
});
