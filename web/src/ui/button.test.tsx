import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Button } from "./button";

it("refuses a second press while it is busy, and keeps the focus", async () => {
  const press = vi.fn();
  const send = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const drawn = (busy: boolean) => (
    <form onSubmit={send}>
      <Button type="submit" busy={busy} onClick={press}>
        Save
      </Button>
    </form>
  );
  const { rerender } = render(drawn(false));
  await userEvent.click(screen.getByRole("button"));
  rerender(drawn(true));
  expect(screen.getByRole("button")).toHaveFocus();
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("{Enter}");
  expect([press.mock.calls.length, send.mock.calls.length]).toEqual([1, 1]);
});
