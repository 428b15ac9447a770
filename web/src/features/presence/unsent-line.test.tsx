import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { Api } from "../../api/queries";
import { Shell } from "../../app/shell";
import { paths } from "../../lib/paths";
import { anId, aRoom } from "../../testing/fixtures";
import { stage } from "../../testing/render";
// Loaded before the first test, so that no test waits for it.
import "./sending-news";
import "./trouble-lines";
import "./unsent-dialog";

const hall = aRoom(1, { name: "Hall" });
const garden = aRoom(2, { name: "Garden" });
let refuse: boolean;
let posts: number;

const postMessage: Api["postMessage"] = async () => {
  posts += 1;
  if (refuse) throw new ApiProblem(422, "message.body_too_long", "It is too long.");
  return new Promise(() => {});
};
const kept = (room_id: string, body: string) => ({
  client_message_id: anId("client", 5),
  room_id,
  code: "room.not_found",
  body,
  format: "markdown" as const,
  at: "2026-11-21T08:00:00.000Z",
});
const open = (over: Partial<Api> = {}) =>
  stage(
    <Shell onSignOut={async () => undefined} />,
    paths.room(hall.id),
    (server) => {
      server.rooms = [hall, garden];
    },
    { postMessage, ...over },
  );
const line = () => screen.queryByText(/to another room was not sent/);
const list = async () => {
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  return within(await screen.findByRole("dialog", { name: "Messages that were not sent" }));
};

beforeEach(() => {
  refuse = true;
  posts = 0;
});

it("leads to what was not sent elsewhere, to try it again or throw it away", async () => {
  const { client, happens } = await open();
  expect(line()).toBeNull();
  await happens(() => client.send(garden.id, "Seeds"));
  expect(line()).toBeVisible();
  const dialog = await list();
  expect(dialog.getByRole("listitem")).toHaveTextContent(/Garden.*Seeds.*/u);
  refuse = false;
  await userEvent.click(dialog.getByRole("button", { name: "Try again" }));
  expect(posts).toBe(2);
  expect(dialog.queryByRole("listitem")).toBeNull();
  expect(line()).toBeNull();
});

it("keeps the words for a room that one is no longer in", async () => {
  await open({ undelivered: async () => [kept(anId("room", 9), "Farewell")] });
  const dialog = await list();
  const item = dialog.getByRole("listitem");
  expect(item).toHaveTextContent("A room you are no longer in");
  expect(item).toHaveTextContent("Farewell");
  expect(dialog.queryByRole("button", { name: "Try again" })).toBeNull();
  await userEvent.setup().click(dialog.getByRole("button", { name: "Copy" }));
  expect(await navigator.clipboard.readText()).toBe("Farewell");
  expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Discard" }));
  expect(line()).toBeNull();
});

it("says what becomes of a message once, and nothing while all goes well", async () => {
  const { client, network, happens } = await open();
  const said = () => screen.getByRole("status", { name: "Messages on their way" }).textContent;
  expect(said()).toBe("");
  refuse = false;
  await happens(() => client.send(hall.id, "well"));
  expect(said()).toBe("");
  await happens(() => network.socket.close(1006));
  expect(said()).toBe("Kept here, goes out when the connection is back");
  await happens(() => network.socket.welcome("1.1.aa", true));
  expect(said()).toBe("Kept here, goes out when the connection is back");
  const { outbox } = client.runtime;
  const id = outbox.store.getState().entries[0]?.client_message_id ?? "";
  await happens(() => outbox.settle(id));
  expect(said()).toBe("1 message was sent.");
});

it("says aloud why a message was not sent", async () => {
  const { client, happens } = await open();
  await happens(() => client.send(hall.id, "long"));
  expect(screen.getByRole("status", { name: "Messages on their way" })).toHaveTextContent(
    /^Not sent\..+too long/u,
  );
  expect(screen.queryByRole("alert")).toBeNull();
  expect(line()).toBeNull();
});
