import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../api/problem";
import type { Message } from "../api/types";
// Loaded before the first test, so that no test waits for it.
import "../features/people/person-card";
import "./nothing-here";
import { peopleCalls } from "../features/people/people-calls";
import type { EventBody, ServerFrame } from "../live/frames";
import { aMessage, anId, ann, aRoom, ben, cleo } from "../testing/fixtures";
import type { MockServer } from "../testing/mock-api";
import { stage } from "../testing/render";
import { Shell } from "./shell";

const talk = aRoom(1, { name: "All Talk", last_seq: 3, rev: 4, last_read_seq: 3 });
const signOut = vi.fn(async () => undefined);

function prepare(server: MockServer) {
  const direct = (n: number, who: typeof ben, minute: number) =>
    aRoom(n, {
      kind: "direct",
      name: null,
      members: [ann, who],
      last_message_at: `2026-11-21T08:0${minute}:00.000Z`,
    });
  server.rooms = [
    aRoom(2, { name: "zebra", unread_count: 3, last_seq: 3, mention_count: 1 }),
    direct(3, ben, 1),
    direct(4, cleo, 2),
    talk,
  ];
  server.messages[talk.id] = [
    aMessage(talk, 1, ben),
    aMessage(talk, 2, ann, { source: "Mine" }),
    aMessage(talk, 3, ben, { deleted: true, html: "" }),
  ];
}

const at = (path: string, over = {}) => stage(<Shell onSignOut={signOut} />, path, prepare, over);
const inTalk = (over = {}) => at(`/rooms/${talk.id}`, over);
const log = () => screen.getByRole("log", { name: "Messages in All Talk" });

function event(kind: "message_posted" | "message_edited", message: Message): ServerFrame {
  const { room_id, rev, created_at } = message;
  return {
    type: "event",
    kind,
    cursor: `1.${rev}.aa`,
    room_id,
    rev,
    at: created_at,
    data: { message },
  };
}

describe("the list of rooms", () => {
  it("shows rooms by name and pings by their last message", async () => {
    await inTalk();
    const names = (list: string) =>
      within(screen.getByRole("list", { name: list }))
        .getAllByRole("link")
        .map((link) => link.textContent);
    expect(names("Rooms")[0]).toContain("All Talk");
    expect(names("Rooms")[1]).toContain("zebra");
    expect(names("Pings")[0]).toContain("Cleo Duarte");
    expect(names("Pings")[1]).toContain("Ben Okafor");
  });

  it("says what is unread in words too, and in the title", async () => {
    await inTalk();
    expect(
      screen.getByRole("link", { name: /^zebra ?, 3 unread, 1 mentioning you$/ }),
    ).toBeInTheDocument();
    expect(document.title).toBe("(3) All Talk · Campfire");
  });

  it("leads to what mentions me, with how much of it is unread, and to my bookmarks", async () => {
    await inTalk();
    const own = within(screen.getByRole("list", { name: "Your lists" }));
    expect(own.getByRole("link", { name: /^Mentions ?, 1 unread/u })).toHaveAttribute(
      "href",
      "/mentions",
    );
    expect(own.getByRole("link", { name: "Bookmarks" })).toHaveAttribute("href", "/bookmarks");
  });

  it("goes to the first room from home", async () => {
    const { history } = await at("/");
    expect(history.at(-1)).toBe(`/rooms/${talk.id}`);
  });

  it("says when a room is not there", async () => {
    await at(`/rooms/${anId("room", 99)}`);
    expect(await screen.findByRole("heading", { name: "This room is not there" })).toBeVisible();
  });
});

describe("who makes rooms", () => {
  const newRoom = () => screen.queryByRole("button", { name: "New room" });
  const told = (body: EventBody, n: number): ServerFrame => ({
    type: "event",
    cursor: `1.${n}.aa`,
    at: "2026-11-21T09:00:00.000Z",
    ...body,
  });
  const account = (only: boolean): EventBody => {
    const settings = { restrict_room_creation_to_administrators: only, custom_css_url: null };
    const account = { id: "a", name: "Hearth", join_code: "ABCD-EFGH-IJKL", settings };
    return { kind: "account_updated", data: { account } };
  };

  it("follows what administrators set, and what I am, at once", async () => {
    const { network, happens } = await inTalk();
    await happens(() => network.socket.says(told(account(true), 50)));
    expect(newRoom()).toBeVisible();
    const user = { ...ann, role: "member" } as const;
    await happens(() => network.socket.says(told({ kind: "user_updated", data: { user } }, 51)));
    expect(newRoom()).toBeNull();
    expect(screen.getByRole("button", { name: "New ping" })).toBeVisible();
    await happens(() => network.socket.says(told(account(false), 52)));
    expect(newRoom()).toBeVisible();
  });
});

describe("the timeline", () => {
  it("shows messages as labelled articles, and tombstones", async () => {
    await inTalk();
    expect(within(log()).getAllByRole("article")).toHaveLength(3);
    expect(within(log()).getByRole("article", { name: /^Ann Archer, / })).toHaveTextContent("Mine");
    expect(within(log()).getByText("message deleted")).toBeInTheDocument();
  });

  it("shows what comes live, and its edit", async () => {
    const { network, happens } = await inTalk();
    await happens(() => network.socket.says(event("message_posted", aMessage(talk, 4, ben))));
    expect(within(log()).getByText("Message 4")).toBeInTheDocument();
    const edited = aMessage(talk, 4, ben, { rev: 6, html: "<p>Other</p>", edited_at: talk.id });
    await happens(() =>
      network.socket.says(
        event("message_edited", { ...edited, edited_at: "2026-11-21T09:00:00.000Z" }),
      ),
    );
    expect(within(log()).getByText("Other")).toBeInTheDocument();
    expect(within(log()).getByText("(edited)")).toBeInTheDocument();
  });

  it("puts the divider where reading stopped, and keeps it", async () => {
    const unread = { ...talk, last_read_seq: 1, unread_count: 1 };
    const { network, happens } = await stage(
      <Shell onSignOut={signOut} />,
      `/rooms/${talk.id}`,
      (server) => {
        prepare(server);
        server.rooms = [unread];
      },
    );
    const order = () =>
      [...log().querySelectorAll("article,[data-testid=unread-divider]")].map((row) =>
        row.getAttribute("data-seq"),
      );
    expect(order()).toEqual(["1", null, "2", "3"]);
    await happens(() => network.socket.says(event("message_posted", aMessage(talk, 4, ben))));
    expect(order()).toEqual(["1", null, "2", "3", "4"]);
  });

  it("offers change of my own messages, and deletes only when confirmed", async () => {
    const deleted: string[] = [];
    await inTalk({ deleteMessage: async (_room: string, id: string) => void deleted.push(id) });
    const mine = within(log()).getByRole("article", { name: /^Ann Archer, / });
    await userEvent.hover(mine);
    await userEvent.click(await within(mine).findByRole("button", { name: "Delete message" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete this message?" });
    expect(deleted).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
    expect(deleted).toEqual([anId("message", 2)]);
  });

  it("says who is typing, without me", async () => {
    const { network, happens } = await inTalk();
    const user_ids = [ann.id, ben.id];
    await happens(() => network.socket.says({ type: "typing", room_id: talk.id, user_ids }));
    expect(screen.getByTestId("typing-line")).toHaveTextContent("Ben Okafor is typing…");
  });
});

describe("sending", () => {
  const input = () => screen.getByTestId("message-input");

  it("shows the message at once, and once only when its event has come", async () => {
    const { network, client, happens } = await inTalk({
      postMessage: () => new Promise<never>(() => undefined),
    });
    await userEvent.type(input(), "Hello{Enter}");
    expect(input()).toHaveValue("");
    expect(within(log()).getByText("Hello").closest("article")).toHaveAttribute(
      "data-pending",
      "sending",
    );
    const id = client.runtime.outbox.store.getState().entries[0]?.client_message_id ?? "";
    const mine = aMessage(talk, 4, ann, { client_message_id: id, source: "Hello" });
    await happens(() => network.socket.says(event("message_posted", mine)));
    expect(within(log()).getAllByText("Hello")).toHaveLength(1);
    expect(within(log()).getByText("Hello").closest("article")).toHaveAttribute("data-seq", "4");
  });

  it("says why it failed and takes the words back for editing", async () => {
    await inTalk({
      postMessage: async () => {
        throw new ApiProblem(422, "message.body_too_long", "It is too long.");
      },
    });
    await userEvent.type(input(), "Hello{Enter}");
    const failed = await within(log()).findByText("Not sent. It is too long.");
    const row = failed.closest("article") as HTMLElement;
    await userEvent.click(within(row).getByRole("button", { name: "Edit" }));
    expect(input()).toHaveValue("Hello");
    expect(within(log()).queryByText(/Not sent/)).toBeNull();
  });

  it("edits the last message of mine with ArrowUp, and saves with Enter", async () => {
    const saved: string[] = [];
    await inTalk({
      editMessage: async (_room: string, id: string, text: string) => {
        saved.push(text);
        return aMessage(talk, 2, ann, { id, rev: 9, source: text });
      },
    });
    await userEvent.click(input());
    await userEvent.keyboard("{ArrowUp}");
    expect(screen.getByLabelText("Text of the message")).toHaveFocus();
    await userEvent.keyboard(" too{Enter}");
    expect(saved).toEqual(["Mine too"]);
    expect(within(log()).getByText("Mine too")).toBeInTheDocument();
    expect(input()).toHaveFocus();
  });
});

describe("a person who is named", () => {
  const card = (name: string) => screen.findByRole("dialog", { name });
  const find = async () => ben;

  it("has a card behind the name, the picture and the line among the members", async () => {
    vi.spyOn(peopleCalls, "find").mockImplementation(find);
    await inTalk();
    const row = within(log()).getByText("Message 1").closest("article") as HTMLElement;
    const close = () => userEvent.click(screen.getByRole("button", { name: "Close" }));
    await userEvent.click(within(row).getByRole("button", { name: "Ben Okafor" }));
    expect(await card("Ben Okafor")).toBeVisible();
    await close();
    expect(within(row).getByRole("button", { name: "Ben Okafor" })).toHaveFocus();
    await userEvent.click(row.querySelector("span[data-person]") as HTMLElement);
    expect(await card("Ben Okafor")).toBeVisible();
    await close();
    await userEvent.click(screen.getByRole("button", { name: "People" }));
    const member = await screen.findByRole("button", { name: /^Ben Okafor ?@ben/u });
    await userEvent.click(member);
    expect(await card("Ben Okafor")).toBeVisible();
  });

  it("has one behind a mention, and keys reach the name", async () => {
    vi.spyOn(peopleCalls, "find").mockImplementation(find);
    const html = `<p><span class="mention" data-user-id="${ben.id}">@Ben Okafor</span></p>`;
    await at(`/rooms/${talk.id}`, {
      messages: async () => ({
        messages: [aMessage(talk, 3, ann, { html, mentions: [ben.id] })],
        has_older: false,
        has_newer: false,
      }),
    });
    await userEvent.click(within(log()).getByText("@Ben Okafor"));
    expect(await card("Ben Okafor")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    within(log()).getByRole("button", { name: "Ann Archer" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(await card("Ann Archer (you)")).toBeVisible();
  });
});

describe("signing out", () => {
  it("asks nothing when nothing is on its way", async () => {
    await inTalk();
    await userEvent.click(screen.getByRole("button", { name: "Ann Archer, your menu" }));
    await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(signOut).toHaveBeenCalled();
  });
});

describe("a link to a message", () => {
  const place = `/rooms/${talk.id}/@${anId("message", 2)}`;

  it("opens its room around it", async () => {
    const { server } = await at(place);
    expect(await screen.findByRole("log", { name: "Messages in All Talk" })).toBeVisible();
    expect(server.calls.join("\n")).toContain(anId("message", 2));
  });

  it("is none without its sign", async () => {
    await at(place.replace("@", ""));
    expect(await screen.findByRole("heading", { name: "Nothing here" })).toBeVisible();
  });
});
