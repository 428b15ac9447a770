import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { ann, aRoom, ben, cleo } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { SwitcherDialog } from "./switcher-dialog";

const garden = aRoom(1, { name: "Gärten", unread_count: 3, last_seq: 3 });
const design = aRoom(2, { name: "Design" });
const ping = aRoom(3, { kind: "direct", name: null, members: [ann, ben] });

async function open(over = {}) {
  const onOpen = vi.fn();
  const onClose = vi.fn();
  const staged = await stage(
    <SwitcherDialog onOpen={onOpen} onClose={onClose} />,
    "/",
    (server) => {
      server.rooms = [garden, design, ping];
      server.users = [ann, ben, cleo];
    },
    over,
  );
  return { ...staged, onOpen, onClose, type: (text: string) => userEvent.keyboard(text) };
}
const field = () => screen.getByRole("combobox", { name: "A room, a person or a command" });
const options = () =>
  within(screen.getByRole("listbox", { name: "Found" }))
    .queryAllByRole("option")
    .map((option) => option.textContent ?? "");

it("begins in the field, with what is unread on top", async () => {
  await open();
  expect(field()).toHaveFocus();
  expect(options()[0]).toContain("Gärten");
  expect(options()[0]).toContain("3 unread messages");
});

it("finds without accents, tells how many, and goes where Enter says", async () => {
  const { history, onClose, type } = await open();
  await type("garten");
  expect(options()).toHaveLength(1);
  expect(screen.getByRole("status")).toHaveTextContent("1 found");
  await type("{Enter}");
  expect(onClose).toHaveBeenCalledOnce();
  expect(history.at(-1)).toBe(`/rooms/${garden.id}`);
});

it("moves by arrows, in a ring, and tells the field which one is meant", async () => {
  const { type } = await open();
  await type("e");
  const chosen = () => screen.getByRole("option", { selected: true });
  const first = chosen();
  expect(field()).toHaveAttribute("aria-activedescendant", first.id);
  await type("{ArrowDown}");
  expect(chosen()).not.toBe(first);
  await type("{ArrowUp}{ArrowUp}");
  expect(chosen()).toBe(screen.getAllByRole("option").at(-1));
});

it("asks the server for people it does not know, and opens the ping", async () => {
  const opened = { ...aRoom(9, { kind: "direct", name: null, members: [ann, cleo] }) };
  const { history, type } = await open({ openDirect: async () => opened });
  await type("cleo");
  await waitFor(() => expect(options().join(" ")).toContain("@cleo"));
  await type("{Enter}");
  await waitFor(() => expect(history.at(-1)).toBe(`/rooms/${opened.id}`));
});

it("says why a ping cannot be opened, and stays", async () => {
  const refuse = async () => {
    throw new ApiProblem(503, "overloaded", "Not now.");
  };
  const { onClose, type } = await open({ openDirect: refuse });
  await type("cleo");
  await waitFor(() => expect(options().join(" ")).toContain("@cleo"));
  await type("{Enter}");
  expect(await screen.findByRole("alert")).toBeVisible();
  expect(onClose).not.toHaveBeenCalled();
});

it("carries out commands", async () => {
  const { onOpen, type } = await open();
  await type("new room{Enter}");
  expect(onOpen).toHaveBeenCalledWith("room");
});

it("says so when nothing is called that", async () => {
  const { type } = await open();
  await type("xyzzy");
  expect(screen.getByText("Nothing is called that.")).toBeVisible();
});

it("works without the server", async () => {
  const users = async () => {
    throw new ApiProblem(0, "unreachable", "Nobody there.");
  };
  const { history, type } = await open({ users });
  await type("des{Enter}");
  expect(history.at(-1)).toBe(`/rooms/${design.id}`);
});
