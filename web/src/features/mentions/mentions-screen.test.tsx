import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { MentionsScreen, type ReadMentions } from "./mentions-screen";

const room = aRoom(1);
const said = (seq: number, text: string) => aMessage(room, seq, ben, { plain_text: text });
const open = (read: ReadMentions) =>
  stage(<MentionsScreen read={read} />, "/mentions", (server) => {
    server.rooms = [room];
  });

it("lists mentions with the way to each, and older ones when asked", async () => {
  const pages = vi
    .fn()
    .mockResolvedValueOnce({ messages: [said(9, "@you, third")], next: "a" })
    .mockResolvedValueOnce({ messages: [said(4, "@you, first")], next: null });
  await open(pages);
  const link = await screen.findByRole("link", { name: /@you, third/ });
  expect(link).toHaveAttribute("href", expect.stringContaining(`/rooms/${room.id}/@`));
  await userEvent.click(screen.getByRole("button", { name: "Show older" }));
  expect(await screen.findByText("@you, first")).toBeVisible();
  expect(pages.mock.calls.map(([before]) => before)).toEqual([null, "a"]);
  expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
});

it("says so when there is nothing, and offers another try when it cannot read", async () => {
  const pages = vi
    .fn()
    .mockRejectedValueOnce(new Error("no"))
    .mockResolvedValue({ messages: [], next: null });
  await open(pages);
  await userEvent.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/Nobody has mentioned you yet/)).toBeVisible();
});
