import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { changeSettings } from "../../lib/settings";
import { SOUND_NAMES } from "../../lib/sound-names";
import { FakeAudio } from "../../testing/fake-audio";
import { outcomeOf } from "./outcome";
import { SoundLine } from "./sound-line";

beforeEach(() => {
  vi.stubGlobal("AudioContext", FakeAudio);
  FakeAudio.finish();
});

const button = (name: string) => screen.getByRole("button", { name: `Play the sound ${name}` });

it("plays when its button is pressed, also for somebody who wants none to come by itself", async () => {
  changeSettings({ sounds: false });
  render(<SoundLine name="wups" tabIndex={0} />);
  expect(screen.getByText("wups!")).toBeVisible();
  expect(FakeAudio.started).toEqual([]);
  await userEvent.click(button("wups"));
  await waitFor(() => expect(FakeAudio.started).toHaveLength(1));
  expect(FakeAudio.started[0]).toBeGreaterThan(0.5);
});

it("shows a picture of a size known beforehand, with words for who cannot see it", () => {
  render(<SoundLine name="yay" tabIndex={-1} />);
  const picture = screen.getByRole("img", { name: "Confetti" });
  expect(picture).toHaveAttribute("width", "120");
  expect(picture).toHaveAttribute("height", "80");
  expect(button("yay")).toHaveAttribute("tabindex", "-1");
});

it("names a sound that only a newer page could play", () => {
  render(<SoundLine name="theremin" tabIndex={0} />);
  expect(screen.getByText("theremin")).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
});

it("has fifteen pictures and forty-one different words", () => {
  const outcomes = SOUND_NAMES.map(outcomeOf);
  const seen = outcomes.map((one) => ("words" in one ? one.words : one.alt));
  expect(outcomes.filter((one) => "picture" in one)).toHaveLength(15);
  expect(new Set(seen).size).toBe(56);
  for (const [n, words] of seen.entries()) expect(words).not.toBe(SOUND_NAMES[n]);
});
