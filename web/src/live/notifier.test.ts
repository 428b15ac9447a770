import { beforeEach, expect, it } from "vitest";
import type { Involvement, Message } from "../api/types";
import { FakeBrowser } from "../testing/fake-tabs";
import { FakeTime, settle } from "../testing/fake-time";
import { aMessage, ann, aRoom, ben, me } from "../testing/fixtures";
import { lookingAt, type NewNotice, Notifier } from "./notifier";
import { type ClientState, emptyState } from "./state";

let time: FakeTime;
let browser: FakeBrowser;
let shown: NewNotice[];
let on: boolean;
let state: ClientState;

const room = aRoom(1, { name: "Garden" });

function knows(over: Parameters<typeof aRoom>[1] = {}): void {
  const { members: _members, ...rest } = { ...room, ...over };
  state = { ...emptyState(me), rooms: { [room.id]: { ...rest, member_ids: [] } } };
}

function tab(): Notifier {
  return new Notifier({
    tabs: browser.tab(),
    after: time.after,
    state: () => state,
    isOn: () => on,
    show: (notice) => shown.push(notice),
  });
}

async function comes(tabs: readonly Notifier[], ...messages: readonly Message[]): Promise<void> {
  for (const message of messages) for (const each of tabs) each.take(message);
  await time.pass(250);
  await settle();
}

const said = (seq: number, over: Partial<Message> = {}) => aMessage(room, seq, ben, over);

beforeEach(() => {
  time = new FakeTime();
  browser = new FakeBrowser();
  shown = [];
  on = true;
  knows();
});

it("shows one notice for a message, however many tabs are open, and the next tab goes on", async () => {
  const [first, second] = [tab(), tab()];
  await comes([first, second], said(1));
  expect(shown).toEqual([
    {
      title: "Ben Okafor in Garden",
      body: "Message 1",
      tag: said(1).id,
      path: `/rooms/${room.id}/@${said(1).id}`,
    },
  ]);
  first.stop();
  await comes([first, second], said(2));
  expect(shown).toHaveLength(2);
});

it.each<[Involvement, number, number]>([
  ["everything", 1, 1],
  ["mentions", 0, 1],
  ["nothing", 0, 0],
  ["invisible", 0, 0],
])("with %s tells of %i plain messages and %i mentions", async (involvement, plain, mentions) => {
  knows({ involvement });
  const only = tab();
  await comes([only], said(1));
  expect(shown).toHaveLength(plain);
  shown = [];
  await comes([only], said(2, { mentions: [me.id] }));
  expect(shown).toHaveLength(mentions);
});

it("tells nothing of a room that somebody looks at in any tab, and all when they look away", async () => {
  const only = tab();
  const away = browser.tab().hold(lookingAt(room.id));
  await comes([only], said(1));
  expect(shown).toEqual([]);
  away();
  await comes([only], said(2));
  expect(shown).toHaveLength(1);
});

it("tells nothing of what is mine, read, deleted, or unwished", async () => {
  const only = tab();
  await comes([only], aMessage(room, 1, ann));
  knows({ last_read_seq: 2 });
  await comes([only], said(2), said(3, { deleted: true }));
  on = false;
  await comes([only], said(4));
  expect(shown).toEqual([]);
});

it("judges a message by what is wished when it comes, and tells none that was read meanwhile", async () => {
  const only = tab();
  knows({ involvement: "nothing" });
  only.take(said(1));
  knows({ involvement: "everything" });
  only.take(said(2));
  only.take(said(3));
  knows({ involvement: "everything", last_read_seq: 2 });
  await time.pass(250);
  await settle();
  expect(shown.map(({ body }) => body)).toEqual(["Message 3"]);
});

it("makes one of many that come at once", async () => {
  await comes([tab()], ...[1, 2, 3, 4, 5].map((seq) => said(seq)));
  expect(shown).toEqual([
    { title: "Garden", body: "5 new messages", tag: room.id, path: `/rooms/${room.id}` },
  ]);
});
