import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Message } from "../../api/types";
import { aMessage, ann, aRoom } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { MessageEditor } from "./message-editor";

const room = aRoom(1);
const onDone = vi.fn();
const field = () => screen.getByRole("textbox", { name: "Text of the message" });

async function edits(over: Partial<Message>) {
  const message = aMessage(room, 1, ann, over);
  const editMessage = vi.fn(async () => message);
  onDone.mockClear();
  await stage(
    <MessageEditor message={message} onDone={onDone} />,
    "/",
    (server) => {
      server.rooms = [room];
    },
    { editMessage },
  );
  return { message, editMessage };
}

it("begins behind the words, saves with Enter, and keeps the format they were written in", async () => {
  const { message, editMessage } = await edits({ source: "<p>one</p>", format: "html" });
  expect(field()).toHaveFocus();
  await userEvent.keyboard("!{Enter}");
  expect(editMessage).toHaveBeenCalledExactlyOnceWith(room.id, message.id, "<p>one</p>!", "html");
  expect(onDone).toHaveBeenCalledOnce();
});

it("gives up with Escape, and asks for nothing when nothing was changed", async () => {
  const { editMessage } = await edits({ source: "one" });
  await userEvent.type(field(), " two{Escape}");
  expect(onDone).toHaveBeenCalledOnce();
  await userEvent.clear(field());
  await userEvent.type(field(), "one{Enter}");
  expect(onDone).toHaveBeenCalledTimes(2);
  expect(editMessage).not.toHaveBeenCalled();
});

it("gives up with Escape wherever the focus is, unless something lies over it", async () => {
  await edits({ source: "one" });
  field().blur();
  await userEvent.keyboard("{Escape}");
  expect(onDone).toHaveBeenCalledOnce();
  const layer = document.createElement("dialog");
  layer.open = true;
  document.body.append(layer);
  await userEvent.keyboard("{Escape}");
  layer.remove();
  expect(onDone).toHaveBeenCalledOnce();
});

it("offers formats for Markdown, and none for html", async () => {
  await edits({ source: "one" });
  await userEvent.click(await screen.findByRole("button", { name: "Bold (Ctrl+B)" }));
  await vi.waitFor(() => expect(field()).toHaveValue("one****"));
  cleanup();
  await edits({ source: "<p>one</p>", format: "html" });
  expect(field()).toHaveValue("<p>one</p>");
  expect(screen.queryByRole("toolbar", { name: "Formatting" })).toBeNull();
});
