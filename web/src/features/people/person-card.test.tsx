import { screen, within } from "@testing-library/react";
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
beforeEach(() => {
  onClose.mockClear();
  onProfile.mockClear();
});

async function open(userId: string, calls: PeopleCalls, over = {}) {
  const card = <PersonCard userId={userId} onProfile={onProfile} onClose={onClose} calls={calls} />;
  return stage(card, "/", () => undefined, over);
}

const card = () => screen.getByRole("dialog");
const press = (name: string) => userEvent.click(within(card()).getByRole("button", { name }));
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
    expect(card()).toHaveAccessibleName("Ben Okafor");
    expect(card()).toHaveTextContent("@ben · Member · Away");
    expect(card()).toHaveTextContent("Keeps the lights on.");
    await press("Message");
    expect(opened).toEqual([[ben.id]]);
    expect(onClose).toHaveBeenCalled();
    expect(history.at(-1)).toBe(`/rooms/${room.id}`);
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
    expect(card()).toHaveAccessibleName("Benedict");
    expect(card()).toHaveTextContent("Administrator");
  });

  it("shows who nobody knows as what the server says", async () => {
    await open(anId("user", 99), fakePeople().calls);
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no such person.");
  });

  it("leads to one's own profile, and offers no way to send oneself away", async () => {
    await open(ann.id, fakePeople().calls);
    expect(card()).toHaveAccessibleName("Ann Archer (you)");
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
    expect(card()).toHaveAccessibleName("Ban Ben Okafor?");
    expect(card()).toHaveTextContent("Every message they wrote is erased, for everybody");
    expect(card()).toHaveTextContent("signed out everywhere at once");
    expect(asked).toEqual([]);
    await press("Ban");
    expect(asked).toEqual([`ban ${ben.id}`]);
    expect(card()).toHaveTextContent("Banned");
    expect(within(card()).queryByRole("button", { name: "Message" })).toBeNull();
    await press("Lift the ban…");
    expect(card()).toHaveTextContent("Erased messages stay erased");
    await press("Lift the ban");
    expect(asked.at(-1)).toBe(`unban ${ben.id}`);
    expect(card()).toHaveTextContent("@ben · Member");
  });

  it("changes nothing when the question is answered with no", async () => {
    const { calls, asked } = fakePeople();
    await open(ben.id, calls);
    await press("Deactivate…");
    expect(card()).toHaveTextContent("There is no way back.");
    await press("Cancel");
    expect(card()).toHaveAccessibleName("Ben Okafor");
    expect(asked).toEqual([]);
    await press("Deactivate…");
    await press("Deactivate");
    expect(asked).toEqual([`deactivate ${ben.id}`]);
    expect(card()).toHaveTextContent("Has left");
    expect(screen.queryByRole("region", { name: "As an administrator" })).toBeNull();
  });

  it("gives and takes the role", async () => {
    const { calls, asked } = fakePeople();
    await open(ben.id, calls);
    await press("Make administrator…");
    await press("Make administrator");
    expect(card()).toHaveTextContent("Administrator");
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
    expect(screen.getByRole("alert")).toHaveTextContent(words);
    await press("Cancel");
    expect(card()).toHaveTextContent("Administrator");
  });

  it("is nothing for a bot's role", async () => {
    const bot = aUser(9, "Robin", { role: "bot" });
    await open(bot.id, fakePeople({ find: async () => bot }).calls);
    const names = within(screen.getByRole("region", { name: "As an administrator" }))
      .getAllByRole("button")
      .map((button) => button.textContent);
    expect(names).toEqual(["Deactivate…", "Ban…"]);
  });
});
