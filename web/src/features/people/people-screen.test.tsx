import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { fakePeople } from "../../testing/fake-people";
import { ann, ben, cleo } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { PersonDoor } from "../../ui/person-door";
import type { PeopleCalls } from "./people-calls";
import { PeopleScreen } from "./people-screen";

const openPerson = vi.fn();
const open = (calls: PeopleCalls) =>
  stage(
    <PersonDoor value={openPerson}>
      <PeopleScreen calls={calls} />
    </PersonDoor>,
    "/people",
    () => undefined,
  );
const lines = () =>
  within(screen.getByRole("list", { name: "People" }))
    .queryAllByRole("button")
    .map((line) => line.textContent ?? "");

it("lists everybody with what they are, each a way to their card", async () => {
  await open(fakePeople().calls);
  expect(screen.getByRole("heading", { name: "People" })).toHaveFocus();
  expect(lines()[0]).toContain("Ann Archer (you)");
  expect(lines()[0]).toContain("Administrator");
  expect(lines()[1]).toContain("@ben, away");
  expect(screen.getByRole("status")).toHaveTextContent("3 people");
  await userEvent.click(screen.getByRole("button", { name: /^.*Ben Okafor/u }));
  expect(openPerson).toHaveBeenCalledWith(ben.id);
});

it("finds by a few letters once typing rests", async () => {
  const { calls, asked } = fakePeople();
  await open(calls);
  await userEvent.type(screen.getByRole("searchbox", { name: "Search people" }), "cle");
  expect(await screen.findByText("1 person")).toBeInTheDocument();
  expect(lines()).toHaveLength(1);
  expect(asked).toEqual(["list all active first", "list cle active first"]);
  await userEvent.type(screen.getByRole("searchbox", { name: "Search people" }), "x");
  expect(await screen.findByText("Nobody is called that.")).toBeVisible();
});

it("goes on where the page before ended", async () => {
  const list = vi
    .fn()
    .mockResolvedValueOnce({ items: [ann, ben], next: ben.id })
    .mockResolvedValueOnce({ items: [cleo], next: null });
  await open(fakePeople({ list }).calls);
  expect(screen.getByRole("status")).toHaveTextContent("2 people so far");
  await userEvent.click(screen.getByRole("button", { name: "Show more people" }));
  await waitFor(() => expect(lines()).toHaveLength(3));
  expect(list.mock.calls).toEqual([
    ["", "active", null],
    ["", "active", ben.id],
  ]);
});

it("shows administrators who is banned", async () => {
  const { calls } = fakePeople();
  await calls.ban(ben.id);
  const { client, happens } = await open(calls);
  expect(lines()).toHaveLength(2);
  const choice = screen.getByRole("combobox", { name: "Whom to list" });
  await userEvent.selectOptions(choice, "Banned");
  await waitFor(() => expect(lines()).toHaveLength(1));
  expect(lines()[0]).toContain("Ben Okafor");
  expect(lines()[0]).toContain("Banned");
  await happens(() =>
    client.runtime.update((state) => ({ ...state, me: { ...state.me, role: "member" } })),
  );
  expect(screen.queryByRole("combobox")).toBeNull();
  await waitFor(() => expect(lines()).toHaveLength(2));
});

it("draws who changes anew", async () => {
  const { network, happens } = await open(fakePeople().calls);
  await happens(() =>
    network.socket.says({
      type: "event",
      kind: "user_updated",
      cursor: "1.9.ff",
      at: "2026-11-21T08:00:31.120Z",
      data: { user: { ...ben, name: "Benedict", standing: "banned" } },
    }),
  );
  expect(lines()[1]).toContain("Benedict");
  expect(lines()[1]).toContain("Banned");
});

it("says when it cannot be read, and tries again", async () => {
  const { calls } = fakePeople();
  const list = vi
    .fn(calls.list)
    .mockRejectedValueOnce(new ApiProblem(503, "store.unavailable", "Not now."));
  await open({ ...calls, list });
  expect(screen.getByRole("alert")).toHaveTextContent("Not now.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(lines()).toHaveLength(3));
  expect(screen.queryByRole("alert")).toBeNull();
});
