import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { Bookmark } from "../../api/types";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { BookmarksScreen } from "./bookmarks-screen";

const room = aRoom(1, { name: "All Talk" });
const kept = (number: number): Bookmark => ({
  number,
  created_at: "2026-11-21T09:00:00.000Z",
  message: aMessage(room, number, ben),
});
const open = (over = {}) =>
  stage(
    <BookmarksScreen />,
    "/bookmarks",
    (server) => {
      server.rooms = [room];
    },
    over,
  );
const lines = () =>
  within(screen.getByRole("list", { name: "Bookmarks" }))
    .queryAllByRole("listitem")
    .map((line) => line.textContent ?? "");

it("lists what I keep with the way to each, older ones when asked", async () => {
  const bookmarks = vi
    .fn()
    .mockResolvedValueOnce({ bookmarks: [kept(9), kept(7)], next: 7 })
    .mockResolvedValueOnce({ bookmarks: [kept(2)], next: null });
  await open({ bookmarks });
  expect(screen.getByRole("heading", { name: "Bookmarks" })).toHaveFocus();
  expect(lines()[0]).toContain("Ben Okafor");
  expect(lines()[0]).toContain("in All Talk");
  expect(screen.getByRole("link", { name: /Message 9/u })).toHaveAttribute(
    "href",
    `/rooms/${room.id}/@${kept(9).message.id}`,
  );
  await userEvent.click(screen.getByRole("button", { name: "Show older" }));
  await waitFor(() => expect(lines()).toHaveLength(3));
  expect(bookmarks.mock.calls).toEqual([[undefined], [7]]);
});

it("takes one away, and reads the list again when that is told", async () => {
  const bookmarks = vi
    .fn()
    .mockResolvedValueOnce({ bookmarks: [kept(9)], next: null })
    .mockResolvedValueOnce({ bookmarks: [], next: null });
  const { server, network, happens } = await open({ bookmarks });
  const { id } = kept(9).message;
  await userEvent.click(screen.getByRole("button", { name: /^Remove the bookmark of Ben/u }));
  expect(server.calls).toContain(`setBookmark ${room.id} ${id} false`);
  await happens(() =>
    network.socket.says({
      type: "event",
      kind: "bookmark_removed",
      cursor: "1.9.ff",
      at: "2026-11-21T09:00:00.000Z",
      data: { room_id: room.id, message_id: id },
    }),
  );
  expect(screen.getByText("Nothing yet. Keep a message with its bookmark.")).toBeVisible();
});

it("says why one could not be taken away", async () => {
  const refuse = async () => {
    throw new ApiProblem(503, "store.unavailable", "Not now.");
  };
  const bookmarks = async () => ({ bookmarks: [kept(9)], next: null });
  await open({ bookmarks, setBookmark: refuse });
  await userEvent.click(screen.getByRole("button", { name: /^Remove/u }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Not now.");
  expect(lines()).toHaveLength(1);
});

it("says when it cannot be read, and tries again", async () => {
  const bookmarks = vi
    .fn()
    .mockRejectedValueOnce(new ApiProblem(503, "store.unavailable", "Not now."))
    .mockResolvedValue({ bookmarks: [kept(9)], next: null });
  await open({ bookmarks });
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(lines()).toHaveLength(1));
});
