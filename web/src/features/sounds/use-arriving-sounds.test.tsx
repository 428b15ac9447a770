import { waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { changeSettings } from "../../lib/settings";
import type { ServerFrame } from "../../live/frames";
import { FakeAudio } from "../../testing/fake-audio";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { useArrivingSounds } from "./use-arriving-sounds";

const talk = aRoom(1, { last_seq: 1, rev: 2 });
const garden = aRoom(2, { last_seq: 1, rev: 2 });
let atEnd = true;

function Room() {
  useArrivingSounds(talk.id, () => atEnd);
  return null;
}

function posted(seq: number, sound: string | null = "tada", room = talk): ServerFrame {
  const message = aMessage(room, seq, ben, { source: "/play tada", sound });
  const { rev, room_id, created_at } = message;
  const kind = "message_posted" as const;
  const cursor = `1.${seq}.${room.id.slice(-1)}`;
  return { type: "event", kind, cursor, room_id, rev, at: created_at, data: { message } };
}

beforeEach(() => {
  atEnd = true;
  vi.stubGlobal("AudioContext", FakeAudio);
  FakeAudio.finish();
});

async function room() {
  const { network, happens } = await stage(<Room />, "/", (server) => {
    server.rooms = [talk, garden];
  });
  const says = (...frames: ServerFrame[]) =>
    happens(() => {
      for (const frame of frames) network.socket.says(frame);
    });
  return { network, happens, says };
}

/** The last one is heard for certain: what has not sounded before it never will. */
async function heard(count: number) {
  await waitFor(() => expect(FakeAudio.started).toHaveLength(count));
}

it("plays what arrives at the newest messages of the room, and nothing else", async () => {
  const { says } = await room();
  await says(posted(2));
  await heard(1);
  await says(posted(3, null), posted(2, "tada", garden));
  atEnd = false;
  await says(posted(4));
  atEnd = true;
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await says(posted(5));
  vi.spyOn(document, "hidden", "get").mockReturnValue(false);
  changeSettings({ sounds: false });
  await says(posted(6));
  changeSettings({ sounds: true });
  await says(posted(7, "theremin"), posted(8));
  await heard(2);
});

it("plays nothing of what a resume brings, and goes on with what comes after it", async () => {
  const { network, happens, says } = await room();
  await happens(() => network.socket.close(1006));
  await happens(() => network.socket.welcome("1.1.aa", true));
  await says(posted(2), posted(3), { type: "caught_up", cursor: "1.3.aa" }, posted(4));
  await heard(1);
});

it("plays three at once, and leaves out what would only be noise", async () => {
  const { says } = await room();
  for (const seq of [2, 3, 4]) {
    await says(posted(seq));
    await heard(seq - 1);
  }
  await says(posted(5));
  FakeAudio.finish();
  await says(posted(6));
  await heard(1);
});

it("plays nothing before the person has touched the page", async () => {
  const { says } = await room();
  vi.stubGlobal("navigator", { ...navigator, userActivation: { hasBeenActive: false } });
  await says(posted(2));
  vi.unstubAllGlobals();
  vi.stubGlobal("AudioContext", FakeAudio);
  await says(posted(3));
  await heard(1);
});
