import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { keepDraft } from "../../lib/drafts";
import { aRoom, me } from "../../testing/fixtures";
import { stage } from "../../testing/render";
// Loaded before the first test, so that no test waits for it.
import "./room-filter";
import { Sidebar } from "./sidebar";

const names = ["Ärzte", "Board", "Coffee", "Design", "Events", "Food", "Games", "Hobby", "Ideas"];
const rooms = names.map((name, n) => aRoom(n + 1, { name, last_seq: 1 }));
const [doctors, board] = rooms as [(typeof rooms)[0], (typeof rooms)[0]];

function open(path: string, given = rooms) {
  const props = { alone: false, onSignOut: async () => undefined, onOpen: vi.fn() };
  return stage(<Sidebar {...props} />, path, (server) => {
    server.rooms = given;
  });
}
const list = () => screen.queryByRole("list", { name: "Rooms" });
const shown = () =>
  list() === null
    ? []
    : within(list() as HTMLElement)
        .getAllByRole("link")
        .map((link) => link.textContent);

it("filters many rooms by letters without accents, and opens the first with Enter", async () => {
  const { history } = await open("/");
  const filter = await screen.findByRole("searchbox", { name: "Filter rooms" });
  await userEvent.type(filter, "arz");
  expect(shown()).toEqual(["Ärzte"]);
  expect(screen.getByText("1 room")).toHaveAttribute("role", "status");
  await userEvent.keyboard("{Escape}");
  expect(shown()).toHaveLength(9);
  await userEvent.type(filter, "o{Enter}");
  expect(history.at(-1)).toBe(`/rooms/${board.id}`);
  expect(filter).toHaveValue("");
});

it("marks the rooms in which something is begun, but not the one on screen", async () => {
  keepDraft(me.id, board.id, "Well, ");
  keepDraft(me.id, doctors.id, "Here, ");
  await open(`/rooms/${doctors.id}`);
  expect(screen.getByRole("link", { name: /^Board ?, draft$/u })).toBeVisible();
  expect(screen.getByRole("link", { name: "Ärzte" })).toBeVisible();
});

it("has no filter for a few", async () => {
  await open("/", rooms.slice(0, 3));
  expect(screen.queryByRole("searchbox")).toBeNull();
});

it("folds a part, and shows of it only what is unread and where one is, the next time too", async () => {
  const unread = rooms.map((room) => (room === board ? { ...room, unread_count: 1 } : room));
  await open(`/rooms/${doctors.id}`, unread);
  await userEvent.click(screen.getByRole("button", { name: "Rooms", expanded: true }));
  expect(shown()).toEqual(["Ärzte", "Board1, 1 unread"]);
  expect(screen.getByRole("button", { name: "Rooms", expanded: false })).toBeVisible();
  expect(localStorage.getItem("campfire.folded.rooms")).toBe("yes");
});

it("keeps hidden rooms folded until they are asked for", async () => {
  await open("/", [doctors, { ...board, involvement: "invisible" }]);
  expect(screen.queryByRole("link", { name: "Board" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Hidden rooms" }));
  expect(screen.getByRole("link", { name: "Board" })).toBeVisible();
});

it("leads to the next unread room, and only when there is one elsewhere", async () => {
  const unread = rooms.map((room) => (room === board ? { ...room, unread_count: 1 } : room));
  const { history } = await open(`/rooms/${doctors.id}`, unread);
  await userEvent.click(screen.getByRole("button", { name: "Next unread room" }));
  expect(history.at(-1)).toBe(`/rooms/${board.id}`);
  expect(screen.queryByRole("button", { name: /^Next unread room/u })).toBeNull();
});
