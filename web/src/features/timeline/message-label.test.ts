import { expect, it } from "vitest";
import type { Message } from "../../api/types";
import { timeOfDay } from "../../lib/time";
import { aMessage, aRoom, ben } from "../../testing/fixtures";
import { labelOf } from "./message-label";

const heard = (over: Partial<Message>) => {
  const message = aMessage(aRoom(1), 1, ben, over);
  return labelOf(message, "Eva").replace(timeOfDay(message.created_at), "14:05");
};
const { creator, created_at } = aMessage(aRoom(1), 1, ben);
const boost: Message["boosts"][number] = { id: "b", content: "👍", creator, created_at };

it("says who, when, what, how often it was boosted, and that it was edited", () => {
  expect(heard({ plain_text: "Good morning" })).toBe("Eva, 14:05, Good morning");
  expect(heard({ plain_text: "Hm", boosts: [boost] })).toBe("Eva, 14:05, Hm, 1 boost");
  expect(
    heard({
      plain_text: "Hm",
      boosts: [boost, boost, boost],
      edited_at: "2026-11-20T09:00:00.000Z",
    }),
  ).toBe("Eva, 14:05, Hm, 3 boosts, edited");
});

it("says that a sound plays, and that something is gone, not what stood there", () => {
  expect(heard({ sound: "tada", plain_text: "/play tada" })).toBe(
    "Eva, 14:05, plays the sound tada",
  );
  const gone = { deleted: true, plain_text: "", edited_at: "2026-11-20T09:00:00.000Z" };
  expect(heard(gone)).toBe("Eva, 14:05, message deleted");
});

it("does not read out a whole page as a name", () => {
  const label = heard({ plain_text: "word ".repeat(2_000) });
  expect(label.length).toBeLessThan(330);
  expect(label).toMatch(/…$/u);
});
