import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { PasswordField } from "./password-field";

it("shows what is typed when asked, and hides it again", async () => {
  render(<PasswordField label="Password" name="password" autoComplete="current-password" />);
  const field = screen.getByLabelText("Password");
  await userEvent.type(field, "s3cret");
  expect(field).toHaveAttribute("type", "password");
  await userEvent.click(screen.getByRole("button", { name: "Show what you type" }));
  expect(field).toHaveAttribute("type", "text");
  expect(field).toHaveValue("s3cret");
  await userEvent.click(screen.getByRole("button", { name: "Hide what you type" }));
  expect(field).toHaveAttribute("type", "password");
});

it("says that Caps Lock is on, while it is and one types there", () => {
  render(<PasswordField label="Password" name="password" />);
  const field = screen.getByLabelText("Password");
  fireEvent.keyDown(field, { key: "A", modifierCapsLock: true });
  expect(screen.getByText("Caps Lock is on")).toBeVisible();
  fireEvent.keyUp(field, { key: "CapsLock", modifierCapsLock: false });
  expect(screen.queryByText("Caps Lock is on")).toBeNull();
  fireEvent.keyDown(field, { key: "A", modifierCapsLock: true });
  fireEvent.blur(field);
  expect(screen.queryByText("Caps Lock is on")).toBeNull();
});
