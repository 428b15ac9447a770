import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { fakePeople } from "../../testing/fake-people";
import { anId, ann, aRoom, aUser, ben, me } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import type { PeopleCalls } from "./people-calls";
import { PersonCard } from "./person-card";

const onClose = vi.fn();
const onProfile = vi.fn();
const onLink = vi.fn();
beforeEach(() => {
  onClose.mockClear();
  onProfile.mockClear();
});

async function open(userId: string, calls: PeopleCalls, over = {}) {
  const ways = { onProfile, onLink, onClose };
  const card = <PersonCard userId={userId} {...ways} calls={calls} />;
  return stage(card, "/", () => undefined, over);
}

const card = () => screen.getByRole("dialog");
const press = async (name: string) => {
  const dialog = within(await screen.findByRole("dialog"));
  await userEvent.click(await dialog.findByRole("button", { name }));
};
/** Soon: one window makes place for another. */
const says = (text: string) => waitFor(() => expect(card()).toHaveTextContent(text));
const plain = { me: async () => ({ ...me, role: "member" as const }) };

describe("the card of a person", () => {
  it("says who they are and opens the ping with them", async () => {
    const about = { ...ben, bio: "Keeps the lights on." };
    const room = aRoom(7, { kind: "direct", name: null, members: [ann, ben] });
    const opened: string[][] = [];
    const openDirect = async (ids: string[]) => {
      opened.push(ids);
      return room;
    };
    const { calls } = fakePeople({ find: async () => about });
    const { history } = await open(ben.id, calls, { openDirect });
    expect(await screen.findByRole("dialog", { name: "Ben Okafor" })).toBeVisible();
    await says("@ben · Member · Away");
    await says("Keeps the lights on.");
    await press("Message");
    expect(opened).toEqual([[ben.id]]);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(history.at(-1)).toBe(`/rooms/${room.id}`);
  });

  it("leads an administrator to a link that signs them in", async () => {
    await open(ben.id, fakePeople().calls);
    await press("Help them sign in…");
    expect(onLink).toHaveBeenCalledWith({ id: ben.id, name: "Ben Okafor" });
  });

  it("follows what changes while it is open", async () => {
    const { network, happens } = await open(ben.id, fakePeople().calls);
    await happens(() =>
      network.socket.says({
        type: "event",
        kind: "user_updated",
        cursor: "1.9.ff",
        at: "2026-11-21T08:00:31.120Z",
        data: { user: { ...ben, name: "Benedict", role: "administrator" } },
      }),
    );
    expect(await screen.findByRole("dialog", { name: "Benedict" })).toBeVisible();
    await says("Administrator");
  });

  it("shows who nobody knows as what the server says", async () => {
    await open(anId("user", 99), fakePeople().calls);
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no such person.");
  });

  it("leads to one's own profile, and offers no way to send oneself away", async () => {
    await open(ann.id, fakePeople().calls);
    expect(await screen.findByRole("dialog", { name: "Ann Archer (you)" })).toBeVisible();
    expect(within(card()).queryByRole("button", { name: /Message|Ban|Deactivate/u })).toBeNull();
    await press("Change your profile");
    expect(onProfile).toHaveBeenCalled();
  });
});

describe("what an administrator may decide", () => {
  it("is not offered to members", async () => {
    const stagehand = await open(ben.id, fakePeople().calls, plain);
    await stagehand.happens(() =>
      stagehand.client.runtime.update((state) => ({
        ...state,
        me: { ...state.me, role: "member" },
      })),
    );
    expect(screen.queryByRole("region", { name: "As an administrator" })).toBeNull();
  });

  it("says what a ban does before it is done, and shows it as done", async () => {
    const { calls, asked } = fakePeople();
    await open(ben.id, calls);
    await press("Ban…");
    expect(await screen.findByRole("dialog", { name: "Ban Ben Okafor?" })).toBeVisible();
    await says("Every message they wrote is erased, for everybody");
    await says("signed out everywhere at once");
    expect(asked).toEqual([]);
    await press("Ban");
    expect(asked).toEqual([`ban ${ben.id}`]);
    await says("Banned");
    expect(within(card()).queryByRole("button", { name: "Message" })).toBeNull();
    await press("Lift the ban…");
    await says("Erased messages stay erased");
    await press("Lift the ban");
    expect(asked.at(-1)).toBe(`unban ${ben.id}`);
    await says("@ben · Member");
  });

  it("changes nothing when the question is answered with no", async () => {
    const { calls, asked } = fakePeople();
    await open(ben.id, calls);
    await press("Deactivate…");
    await says("There is no way back.");
    await press("Cancel");
    expect(await screen.findByRole("dialog", { name: "Ben Okafor" })).toBeVisible();
    expect(asked).toEqual([]);
    await press("Deactivate…");
    await press("Deactivate");
    expect(asked).toEqual([`deactivate ${ben.id}`]);
    await says("Has left");
    expect(screen.queryByRole("region", { name: "As an administrator" })).toBeNull();
  });

  it("gives and takes the role", async () => {
    const { calls, asked } = fakePeople();
    await open(ben.id, calls);
    await press("Make administrator…");
    await press("Make administrator");
    await says("Administrator");
    await press("Make member…");
    await press("Make member");
    expect(asked).toEqual([`setRole ${ben.id} administrator`, `setRole ${ben.id} member`]);
  });

  it("says in words why the last administrator stays one", async () => {
    const words = "This is the last administrator: make someone else one first.";
    const setRole = async () => {
      throw new ApiProblem(409, "user.last_administrator", words);
    };
    await open(ann.id, fakePeople({ setRole }).calls);
    await press("Make member…");
    await press("Make member");
    expect(await screen.findByRole("alert")).toHaveTextContent(words);
    await press("Cancel");
    await says("Administrator");
  });

  it("is nothing for a bot's role", async () => {
    const bot = aUser(9, "Robin", { role: "bot" });
    await open(bot.id, fakePeople({ find: async () => bot }).calls);
    const names = within(await screen.findByRole("region", { name: "As an administrator" }))
      .getAllByRole("button")
      .map((button) => button.textContent);
    expect(names).toEqual(["Deactivate…", "Ban…"]);
  });
});
