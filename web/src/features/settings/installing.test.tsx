import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { keepInstallOffer } from "../../lib/install";
import { Installing } from "./installing";

const section = () => within(screen.getByRole("region", { name: "Application" }));
const button = () => section().queryByRole("button", { name: "Install Campfire…" });

keepInstallOffer();

function offer(prompt: () => Promise<{ outcome: string }>): Event {
  const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt });
  act(() => void window.dispatchEvent(event));
  return event;
}

it.each([
  ["accepted", /You find it among your applications/],
  ["dismissed", /Load this page again/],
])("installs when one asks for it: %s", async (outcome, words) => {
  const prompt = vi.fn(async () => ({ outcome }));
  // It comes early, and waits for the person.
  expect(offer(prompt).defaultPrevented).toBe(true);
  render(<Installing />);
  expect(prompt).not.toHaveBeenCalled();
  await userEvent.click(section().getByRole("button", { name: "Install Campfire…" }));
  expect(prompt).toHaveBeenCalledOnce();
  expect(section().getByRole("status")).toHaveTextContent(words);
  expect(section().getByRole("status")).toHaveFocus();
  expect(button()).toBeNull();
});

it("says what to do in a browser that makes no offer, and takes one that comes later", async () => {
  vi.stubGlobal("isSecureContext", true);
  render(<Installing />);
  expect(section().getByText(/Add to home screen/)).toBeVisible();
  const prompt = vi.fn(async () => Promise.reject(new DOMException("not now")));
  offer(prompt);
  await userEvent.click(section().getByRole("button", { name: "Install Campfire…" }));
  expect(section().getByRole("status")).toHaveTextContent(/Load this page again/);
  expect(button()).toBeNull();
});

it("says that plain http is in the way", () => {
  vi.stubGlobal("isSecureContext", false);
  render(<Installing />);
  expect(section().getByText(/Over plain http/)).toBeVisible();
});

it("offers nothing in the window of the installed client", () => {
  vi.spyOn(window, "matchMedia").mockImplementation(
    (query) => Object.assign(new EventTarget(), { matches: query.includes("standalone") }) as never,
  );
  offer(async () => ({ outcome: "accepted" }));
  render(<Installing />);
  expect(section().getByText(/this is its window/)).toBeVisible();
  expect(button()).toBeNull();
});
