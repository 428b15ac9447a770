import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { aRoom } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { Keys } from "./keys";

const [a, b, c] = [1, 2, 3].map((n) => aRoom(n, { name: `Room ${n}`, last_seq: 4 })) as [
  ReturnType<typeof aRoom>,
  ReturnType<typeof aRoom>,
  ReturnType<typeof aRoom>,
];

async function open(path: string, unread: readonly string[] = []) {
  const onOpen = vi.fn();
  const boost = vi.fn();
  const screenOf = (
    <>
      <Keys onOpen={onOpen} />
      <nav>
        <a href="/rooms/1">Room</a>
      </nav>
      <main>
        <div role="log">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as in the list of messages */}
          <article tabIndex={0}>
            <button type="button" data-action="boost" onClick={boost}>
              Boost
            </button>
          </article>
        </div>
        <form>
          <textarea aria-label="Write" />
        </form>
      </main>
    </>
  );
  const staged = await stage(screenOf, path, (server) => {
    server.rooms = [a, b, c].map((room) =>
      unread.includes(room.id) ? { ...room, unread_count: 2 } : room,
    );
  });
  const field = screen.getByRole("textbox", { name: "Write" });
  const press = (keys: string) => userEvent.keyboard(keys);
  return { ...staged, onOpen, boost, field, press };
}
const at = (room: { id: string }) => `/rooms/${room.id}`;

it("opens the switcher and the sheet, from within a field too", async () => {
  const { onOpen, field, press } = await open(at(a));
  field.focus();
  await press("{Control>}k{/Control}");
  await press("{Control>}/{/Control}");
  await press("?");
  expect(onOpen.mock.calls).toEqual([["switcher"], ["shortcuts"]]);
  expect(field).toHaveValue("?");
  field.blur();
  await press("?");
  expect(onOpen).toHaveBeenCalledTimes(3);
});

it("goes through the rooms, and to what is unread", async () => {
  const { history, press } = await open(at(a), [c.id]);
  await press("{Alt>}{ArrowDown}{/Alt}");
  expect(history.at(-1)).toBe(at(b));
  await press("{Alt>}{ArrowUp}{/Alt}");
  expect(history.at(-1)).toBe(at(a));
  await press("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}");
  expect(history.at(-1)).toBe(at(c));
  await press("n");
  expect(screen.getByRole("status")).toHaveTextContent("Nothing is unread.");
  expect(history.at(-1)).toBe(at(c));
});

it("goes to the search, and to the search of the room", async () => {
  const { history, press } = await open(at(a));
  await press("{Control>}f{/Control}");
  expect(history.at(-1)).toBe(`/search?q=${encodeURIComponent('in:"Room 1" ')}`);
  await press("/");
  expect(history.at(-1)).toBe("/search");
});

it("leaves the browser its own search where there is no room to look in", async () => {
  const { history } = await open("/search");
  const key = new KeyboardEvent("keydown", {
    key: "f",
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
  });
  document.body.dispatchEvent(key);
  expect(key.defaultPrevented).toBe(false);
  expect(history.at(-1)).toBe("/search");
});

it("marks everything as read, and says how much that was", async () => {
  const { server, press } = await open(at(a), [b.id, c.id]);
  await press("{Shift>}{Escape}{/Shift}");
  await waitFor(() =>
    expect(screen.getByRole("status")).toHaveTextContent("2 rooms marked as read"),
  );
  expect(server.calls).toEqual(
    expect.arrayContaining([`markRead ${b.id} 4`, `markRead ${c.id} 4`]),
  );
});

it("presses what the focused message offers, and only that", async () => {
  const { boost, field, press } = await open(at(a));
  screen.getByRole("article").focus();
  await press(":");
  expect(boost).toHaveBeenCalledOnce();
  await press("e");
  field.focus();
  await press(":");
  expect(boost).toHaveBeenCalledOnce();
});

it("keeps out of dialogs", async () => {
  const { onOpen, press } = await open(at(a));
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  dialog.showModal();
  await press("{Control>}k{/Control}");
  dialog.remove();
  expect(onOpen).not.toHaveBeenCalled();
});
