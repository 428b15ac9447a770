import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { useRoving } from "./use-roving";

const messages = [1, 2, 3, 4].map((seq) => aMessage(aRoom(1), seq, ben));

function List({ onEdge }: { onEdge: (edge: "start" | "end") => boolean }) {
  const { active, onFocus, onKeyDown } = useRoving(messages, onEdge);
  return (
    <div role="log" onFocus={onFocus} onKeyDown={onKeyDown}>
      {messages.map(({ id, seq }) => (
        <article key={id} data-message={id} aria-label={`${seq}`} tabIndex={active === id ? 0 : -1}>
          <button type="button">Tool {seq}</button>
        </article>
      ))}
    </div>
  );
}

const row = (seq: number) => screen.getByRole("article", { name: `${seq}` });

function open(onEdge: (edge: "start" | "end") => boolean = () => false) {
  // jsdom lays nothing out.
  Element.prototype.scrollIntoView = vi.fn();
  render(<List onEdge={onEdge} />);
  row(4).focus();
}

it("goes through the messages by J and K and by arrows, and stays within them", async () => {
  open();
  await userEvent.keyboard("k{ArrowUp}");
  expect(row(2)).toHaveFocus();
  expect(screen.getAllByRole("article").filter((one) => one.tabIndex === 0)).toEqual([row(2)]);
  await userEvent.keyboard("kkk");
  expect(row(1)).toHaveFocus();
  await userEvent.keyboard("j{ArrowDown}jjj");
  expect(row(4)).toHaveFocus();
});

it("goes on from the message within which one is", async () => {
  open();
  screen.getByRole("button", { name: "Tool 3" }).focus();
  await userEvent.keyboard("k");
  expect(row(2)).toHaveFocus();
});

it("leaves keys that are held with others to others", async () => {
  open();
  await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}{Control>}k{/Control}{Shift>}K{/Shift}");
  expect(row(4)).toHaveFocus();
});

it("means the room by Home and End, and not the part of it that is here", async () => {
  const onEdge = vi.fn(() => true);
  open(onEdge);
  await userEvent.keyboard("{Home}{End}");
  expect(onEdge.mock.calls).toEqual([["start"], ["end"]]);
  expect(row(4)).toHaveFocus();
  onEdge.mockReturnValue(false);
  await userEvent.keyboard("{Home}");
  expect(row(1)).toHaveFocus();
  await userEvent.keyboard("{End}");
  expect(row(4)).toHaveFocus();
});
