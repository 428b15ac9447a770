import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { settle } from "../testing/fake-time";
import { lazily } from "./lazily";

const Words = () => <p>words</p>;

it("asks for a part that is gone not at once, but when it is shown later", async () => {
  const load = vi.fn(async () => Words).mockRejectedValueOnce(new TypeError("gone"));
  const now = vi.spyOn(Date, "now").mockReturnValue(10_000);
  const Part = lazily(load);
  const shown = async () => {
    const { unmount } = render(<Part />);
    await settle();
    return unmount;
  };
  (await shown())();
  (await shown())();
  expect(load).toHaveBeenCalledTimes(1);
  now.mockReturnValue(12_000);
  await shown();
  expect(await screen.findByText("words")).toBeInTheDocument();
  expect(load).toHaveBeenCalledTimes(2);
});

it("draws at once what was asked for ahead, and asks again for what was gone then", async () => {
  const load = vi.fn(async () => Words).mockRejectedValueOnce(new TypeError("gone"));
  const Part = lazily(load);
  Part.ahead();
  await settle();
  Part.ahead();
  await settle();
  render(<Part />);
  expect(screen.getByText("words")).toBeInTheDocument();
  expect(load).toHaveBeenCalledTimes(2);
});
