import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Shell } from "../../app/shell";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { stage } from "../../testing/render";

const UNREAD_FROM = 3;
const room = aRoom(1, { name: "Hall", last_seq: 40, rev: 41, last_read_seq: 2, unread_count: 38 });

/** A view that shows a part of its messages: each is 50 px high, the view 400. */
beforeEach(() => {
  const row = 50;
  let top = 0;
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(40 * row);
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "scrollTop", "get").mockImplementation(() => top);
  vi.spyOn(Element.prototype, "scrollTop", "set").mockImplementation((to) => {
    top = Math.max(0, Math.min(to, 40 * row - 400));
  });
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function rect(
    this: Element,
  ) {
    const divider = this.getAttribute("data-testid") === "unread-divider";
    const seq = divider ? UNREAD_FROM : Number(this.getAttribute("data-seq") ?? 0);
    if (seq === 0) return new DOMRect(0, 0, 300, 400);
    return new DOMRect(0, (seq - 1) * row - top, 300, divider ? 0 : row);
  });
});

const open = () =>
  stage(<Shell onSignOut={async () => undefined} />, `/rooms/${room.id}`, (server) => {
    server.rooms = [room];
    server.messages[room.id] = Array.from({ length: 40 }, (_, n) => aMessage(room, n + 1, ben));
  });
const bar = () => screen.findByRole("region", { name: "Unread messages" });

describe("the bar over what was unread", () => {
  it("says how much and since when, and goes when the person says so", async () => {
    const { network } = await open();
    expect(await bar()).toHaveTextContent(/38 new since/);
    await userEvent.click(within(await bar()).getByRole("button", { name: "Mark as read" }));
    expect(screen.queryByRole("region", { name: "Unread messages" })).toBeNull();
    // The marker is told at most once a second.
    const marker = { type: "read", room_id: room.id, seq: 40 };
    await vi.waitFor(() => expect(network.socket.frames("read")).toContainEqual(marker), 5_000);
    expect(screen.getByTestId("unread-divider")).toBeInTheDocument();
  });

  it("goes with Escape, unless something else is open", async () => {
    await open();
    await bar();
    const layer = document.createElement("div");
    layer.setAttribute("role", "dialog");
    document.body.append(layer);
    await userEvent.keyboard("{Escape}");
    expect(await bar()).toBeVisible();
    layer.remove();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Unread messages" })).toBeNull();
  });

  it("leads back to the first unread message after a jump over it", async () => {
    await open();
    await bar();
    const jump = await screen.findByRole("button", { name: /^Jump to latest/ });
    await userEvent.click(jump);
    const back = await screen.findByRole("button", { name: /Jump to the first unread message/ });
    await userEvent.click(back);
    expect(await screen.findByRole("button", { name: /^Jump to latest/ })).toBeVisible();
  });
});
