import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ApiProblem, unreachable } from "../api/problem";
import { aMessage, anId, ann, aRoom, ben } from "../testing/fixtures";
import type { MockServer } from "../testing/mock-api";
import { stage } from "../testing/render";
import { Shell } from "./shell";

const talk = aRoom(1, { name: "All Talk", last_seq: 3, rev: 4, last_read_seq: 3 });
const empty = aRoom(2, { name: "Garden" });

function prepare(server: MockServer) {
  server.rooms = [talk, empty];
  server.messages[talk.id] = [
    aMessage(talk, 1, ben),
    aMessage(talk, 2, ann, { source: "Mine" }),
    aMessage(talk, 3, ben),
  ];
}

const open = (roomId: string, over = {}, more = prepare) =>
  stage(<Shell onSignOut={async () => undefined} />, `/rooms/${roomId}`, more, over);
const log = () => screen.getByRole("log");
const row = (text: string) => within(log()).getByText(text).closest("article") as HTMLElement;
/** What one may do with a message stands there while one points at it. */
const pointed = async (text: string) => {
  await userEvent.hover(row(text));
  return within(row(text));
};

describe("opening a room", () => {
  it("reads its page once", async () => {
    const { server } = await open(talk.id);
    expect(row("Message 3")).toBeVisible();
    const pages = server.calls.filter((call) => call.startsWith(`messages ${talk.id}`));
    expect(pages).toHaveLength(1);
  });
});

describe("marking unread", () => {
  const button = { name: "Mark unread from here" };

  it("moves the marker before the message and the divider with it", async () => {
    const { server } = await open(talk.id);
    await userEvent.click(await (await pointed("Message 3")).findByRole("button", button));
    expect(server.calls).toContain(`moveReadBack ${talk.id} 2`);
    const divider = screen.getByTestId("unread-divider");
    expect(divider.nextElementSibling).toHaveAttribute("data-seq", "3");
  });

  it("is not offered on what I wrote myself", async () => {
    await open(talk.id);
    const mine = await pointed("Mine");
    expect(await mine.findByRole("button", { name: "Edit message" })).toBeInTheDocument();
    expect(mine.queryByRole("button", button)).toBeNull();
  });

  it("says when the server refuses", async () => {
    const moveReadBack = async () => {
      throw new ApiProblem(503, "store.unavailable", "Not now.");
    };
    await open(talk.id, { moveReadBack });
    await userEvent.click(await (await pointed("Message 3")).findByRole("button", button));
    expect(await screen.findByRole("alert")).toHaveTextContent("Not now.");
    expect(screen.queryByTestId("unread-divider")).toBeNull();
  });
});

describe("an empty room", () => {
  it("shows the invitation while nobody else is there", async () => {
    await open(empty.id, {}, (server) => {
      prepare(server);
      server.users = [ann];
    });
    const title = { name: "This is where Garden begins" };
    expect(await screen.findByRole("heading", title)).toBeVisible();
    const field = screen.getByLabelText("Invitation link");
    expect(field).toHaveValue("http://127.0.0.1/join/ABCD-EFGH-IJKL");
    // Ann runs this Campfire: she learns how to go on.
    expect(screen.getAllByRole("listitem").map((line) => line.textContent)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Make a room for each thing/u),
        expect.stringMatching(/^Give your Campfire its name/u),
      ]),
    );
  });

  it("leaves the account to whoever runs it", async () => {
    const { client, happens } = await open(empty.id, {}, (server) => {
      prepare(server);
      server.users = [ann];
    });
    await happens(() =>
      client.runtime.update((state) => ({ ...state, me: { ...state.me, role: "member" } })),
    );
    expect(await screen.findByLabelText("Invitation link")).toBeVisible();
    expect(screen.queryByText(/^Give your Campfire its name/u)).toBeNull();
  });

  it("says only that it is empty once others are there", async () => {
    await open(empty.id);
    expect(await screen.findByText(/Nobody has said anything yet/)).toBeVisible();
    expect(screen.queryByLabelText("Invitation link")).toBeNull();
  });
});

describe("the focus", () => {
  it("goes to the message when its delete button has gone with its words", async () => {
    const { network, happens } = await open(talk.id);
    await userEvent.click(
      await (await pointed("Mine")).findByRole("button", { name: "Delete message" }),
    );
    await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
    const message = aMessage(talk, 2, ann, { rev: 5, html: "", source: "", deleted: true });
    await happens(() =>
      network.socket.says({
        type: "event",
        kind: "message_deleted",
        cursor: "1.5.aa",
        room_id: talk.id,
        rev: 5,
        at: message.created_at,
        data: { message },
      }),
    );
    expect(document.activeElement).toHaveAttribute("data-message", anId("message", 2));
  });

  it("goes back to the button that shows the people when they are closed", async () => {
    await open(talk.id);
    await userEvent.click(screen.getByRole("button", { name: "People" }));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Close the people" })).toHaveFocus(),
    );
    await userEvent.click(screen.getByRole("button", { name: "Close the people" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "People" })).toHaveFocus());
  });

  it("is in the field in which one writes, unless one goes on reading by a key", async () => {
    await open(talk.id);
    expect(screen.getByTestId("message-input")).toHaveFocus();
    cleanup();
    history.replaceState("reading", "");
    try {
      await open(talk.id);
      expect(screen.getByRole("main")).toHaveFocus();
    } finally {
      history.replaceState(null, "");
    }
  });

  it("is on the message that a link leads to, whose tools one has at hand", async () => {
    await open(`${talk.id}/@${anId("message", 2)}`);
    await waitFor(() => expect(row("Mine")).toHaveFocus());
    expect(await within(row("Mine")).findByRole("button", { name: "Edit message" })).toBeVisible();
  });

  it("begins at the name when a room is made, and at the harmless button when one asks", async () => {
    await open(talk.id);
    await userEvent.click(screen.getByRole("button", { name: "New room" }));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveFocus());
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "New room" })).toHaveFocus());
    await userEvent.click(
      await (await pointed("Mine")).findByRole("button", { name: "Delete message" }),
    );
    await waitFor(() => expect(screen.getByRole("button", { name: "Keep it" })).toHaveFocus());
  });
});

describe("a cut", () => {
  it("keeps what I write, in words, and reads what failed once it is over", async () => {
    let reachable = false;
    const messages = async () => {
      if (!reachable) throw unreachable();
      return { messages: [aMessage(talk, 3, ben)], has_older: false, has_newer: false };
    };
    const { network, happens } = await open(talk.id, { messages, postMessage: refuse });
    expect(screen.getByRole("alert")).toHaveTextContent("cannot be reached");
    await happens(() => network.socket.close(1006));
    reachable = true;
    // The fake dice wait 0 ms before the next socket.
    await happens(() => network.socket.welcome("1.1.aa", true));
    expect(within(log()).getByText("Message 3")).toBeVisible();
    await happens(() => network.socket.close(1006));
    await userEvent.type(screen.getByTestId("message-input"), "Hello{Enter}");
    expect(row("Hello")).toHaveTextContent("Kept here, goes out when the connection is back");
  });
});

async function refuse(): Promise<never> {
  throw unreachable();
}

describe("the tools of a message", () => {
  it("are no part of what is read aloud when it comes, until somebody is there", async () => {
    await open(talk.id);
    const tools = () => within(row("Message 3")).queryAllByRole("button", { name: /message$/ });
    expect(tools()).toEqual([]);
    act(() => row("Message 3").focus());
    await waitFor(() => expect(tools().length).toBeGreaterThan(0));
    const keys = tools().map((tool) => tool.getAttribute("aria-keyshortcuts"));
    expect(keys).toEqual([":", "R >", "E", null]);
  });

  it("copy the link to it, and say so", async () => {
    userEvent.setup();
    await open(talk.id);
    await userEvent.click(
      await (await pointed("Message 3")).findByRole("button", { name: "Copy link" }),
    );
    expect(await navigator.clipboard.readText()).toBe(
      `${location.origin}/rooms/${talk.id}/@${anId("message", 3)}`,
    );
    expect(within(row("Message 3")).getByRole("button", { name: "Link copied" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    expect(screen.getAllByRole("status").map((one) => one.textContent)).toContain("Link copied");
  });

  it("show the link where the browser refuses to copy it", async () => {
    userEvent.setup();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("refused"));
    await open(talk.id);
    await userEvent.click(
      await (await pointed("Message 3")).findByRole("button", { name: "Copy link" }),
    );
    expect(await screen.findByRole("textbox", { name: "Link" })).toHaveValue(
      `${location.origin}/rooms/${talk.id}/@${anId("message", 3)}`,
    );
  });
});

describe("boosts", () => {
  const bens = {
    id: "0199000f-0000-7000-8000-000000000001",
    content: "🎉",
    creator: { id: ben.id, name: ben.name },
    created_at: "2026-11-21T08:00:31.120Z",
  };
  const mine = {
    ...bens,
    id: bens.id.replace(/1$/u, "2"),
    creator: { id: ann.id, name: ann.name },
  };
  const boosted = (server: MockServer) => {
    prepare(server);
    server.messages[talk.id] = [aMessage(talk, 3, ben, { boosts: [bens, mine] })];
  };
  const pills = () => within(within(log()).getByRole("list", { name: "Boosts" }));

  it("says who boosted, and lets me take back only mine", async () => {
    const { server } = await open(talk.id, {}, boosted);
    expect(pills().getByText(ben.name)).toBeVisible();
    const back = pills().getAllByRole("button");
    expect(back).toHaveLength(1);
    await userEvent.click(pills().getByRole("button", { name: "Take your boost 🎉 back" }));
    const message = anId("message", 3);
    expect(server.calls).toContain(`removeBoost ${talk.id} ${message} ${mine.id}`);
  });

  it("gives one of eight with a press, or words of one's own", async () => {
    const { server } = await open(talk.id);
    const press = { name: "Boost message" };
    await userEvent.click(await (await pointed("Message 3")).findByRole("button", press));
    const dialog = within(await screen.findByRole("dialog", { name: "Boost" }));
    const quick = within(dialog.getByRole("group", { name: "Quick boosts" }));
    expect(quick.getAllByRole("button")).toHaveLength(8);
    await userEvent.click(quick.getByRole("button", { name: "strong arm" }));
    expect(server.calls).toContain(`boost ${talk.id} ${anId("message", 3)} 💪`);
    expect(screen.queryByRole("dialog")).toBeNull();

    await userEvent.click(await (await pointed("Mine")).findByRole("button", press));
    const own = await screen.findByRole("textbox", { name: /Your own/u });
    await userEvent.type(own, "So true{Enter}");
    expect(server.calls).toContain(`boost ${talk.id} ${anId("message", 2)} So true`);
  });

  it("keeps what I typed while somebody else boosts", async () => {
    const { network, happens } = await open(talk.id);
    await userEvent.click(
      await (await pointed("Message 3")).findByRole("button", { name: "Boost message" }),
    );
    const own = await screen.findByRole("textbox", { name: /Your own/u });
    await userEvent.type(own, "half a wo");
    await happens(() =>
      network.socket.says({
        type: "event",
        kind: "boost_added",
        cursor: "1.9.ff",
        room_id: talk.id,
        rev: talk.rev + 1,
        at: bens.created_at,
        data: { message_id: anId("message", 3), boost: bens },
      }),
    );
    expect(own).toHaveValue("half a wo");
    expect(pills().getByText("🎉")).toBeInTheDocument();
  });
});

describe("a room of mine", () => {
  it("becomes a favourite with a press of its star", async () => {
    const { server, network, happens } = await open(talk.id);
    const star = screen.getByRole("button", { name: "Favourite" });
    expect(star).toHaveAttribute("aria-pressed", "false");
    await userEvent.click(star);
    expect(server.calls).toContain(`setFavourite ${talk.id} true`);
    await happens(() =>
      network.socket.says({
        type: "event",
        kind: "favourite_changed",
        cursor: "1.9.ff",
        room_id: talk.id,
        at: "2026-11-21T08:00:31.120Z",
        data: { room_id: talk.id, favourite: true },
      }),
    );
    expect(star).toHaveAttribute("aria-pressed", "true");
    const favourites = within(screen.getByRole("list", { name: "Favourites" }));
    expect(favourites.getByRole("link", { name: /All Talk/u })).toBeVisible();
    const rooms = within(screen.getByRole("list", { name: "Rooms" }));
    expect(rooms.queryByRole("link", { name: /All Talk/u })).toBeNull();
  });

  it("is closed for the people I choose", async () => {
    const { server } = await open(talk.id);
    await userEvent.click(screen.getByRole("button", { name: "Room settings" }));
    await userEvent.click(await screen.findByRole("button", { name: "Make it closed…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Make All Talk closed?" }));
    await userEvent.type(dialog.getByRole("searchbox", { name: "Search people" }), "ben");
    await userEvent.click(await dialog.findByRole("checkbox", { name: /Ben/u }));
    await userEvent.click(dialog.getByRole("button", { name: "Make it closed" }));
    expect(server.calls).toContain(`convertRoom ${talk.id} closed ${ben.id}`);
  });
});
