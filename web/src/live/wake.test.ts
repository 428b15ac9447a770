import { expect, it } from "vitest";
import { FakeTime } from "../testing/fake-time";
import { onWake } from "./wake";

it("tells of a sleep, in which the clock went on and timers stood still, and of nothing else", async () => {
  const time = new FakeTime();
  let slept = 0;
  let wakes = 0;
  const end = onWake(
    time.after,
    () => time.now() + slept,
    () => {
      wakes += 1;
    },
  );
  await time.pass(60_000);
  slept += 14_000;
  await time.pass(1_000);
  expect(wakes).toBe(0);
  slept += 600_000;
  await time.pass(1_000);
  expect(wakes).toBe(1);
  await time.pass(60_000);
  expect(wakes).toBe(1);
  end();
  slept += 600_000;
  await time.pass(60_000);
  expect(wakes).toBe(1);
});
