import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { settings } from "../../lib/settings";
import type { NoticeCalls, Permission, Tried } from "../../live/notices";
import { Notices } from "./notices";
import { SettingsScreen } from "./settings-screen";

const section = (name: string) => within(screen.getByRole("region", { name }));

function noticeCalls(permission: Permission, tried: Tried = "shown") {
  const calls = {
    permission: vi.fn((): Permission => permission),
    ask: vi.fn(async (): Promise<Permission> => "granted"),
    test: vi.fn(async (): Promise<Tried> => tried),
  };
  return calls satisfies NoticeCalls;
}

it("keeps the colours that are chosen", async () => {
  render(<SettingsScreen />);
  expect(screen.getByRole("heading", { name: "Settings" })).toHaveFocus();
  const appearance = section("Appearance");
  expect(appearance.getByRole("radio", { name: "As the system" })).toBeChecked();
  await userEvent.click(appearance.getByRole("radio", { name: "Dark" }));
  await userEvent.click(appearance.getByRole("checkbox", { name: /More contrast/ }));
  expect(settings()).toMatchObject({ theme: "dark", contrast: true });
  expect(appearance.getByRole("radio", { name: "Dark" })).toBeChecked();
});

it("keeps what Enter does and whether there are sounds", async () => {
  render(<SettingsScreen />);
  await userEvent.click(section("Writing").getByRole("radio", { name: /Begins a new line/ }));
  await userEvent.click(section("Sounds").getByRole("checkbox", { name: /Play sounds/ }));
  expect(settings()).toMatchObject({ enter: "newline", sounds: false });
});

it("leads to where one is signed in", () => {
  render(<SettingsScreen />);
  const link = section("Devices").getByRole("link", { name: "Where you are signed in" });
  expect(link).toHaveAttribute("href", "/sessions");
});

it("offers each language by its own name", () => {
  render(<SettingsScreen />);
  const choice = section("Language").getByRole("combobox", { name: "Language of this browser" });
  expect([...choice.querySelectorAll("option")].map((option) => option.textContent)).toEqual([
    "As the browser",
    "English",
    "Deutsch",
    "العربية",
  ]);
});

it("asks the browser for notices by a click, then tries one", async () => {
  const calls = noticeCalls("default");
  render(<Notices calls={calls} />);
  expect(calls.ask).not.toHaveBeenCalled();
  calls.permission.mockReturnValue("granted");
  await userEvent.click(screen.getByRole("button", { name: "Allow notifications…" }));
  expect(screen.getByText(/allows notifications/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Send a test notification" }));
  expect(screen.getByRole("status")).toHaveTextContent(/your system keeps it back/);
});

it.each([
  ["unseen", /did not show it/],
  ["blocked", /refused it/],
] as const)("says what keeps a notice back: %s", async (tried, words) => {
  render(<Notices calls={noticeCalls("granted", tried)} />);
  await userEvent.click(screen.getByRole("button", { name: "Send a test notification" }));
  expect(screen.getByRole("status")).toHaveTextContent(words);
});

it.each([
  ["denied", /blocks notifications.*sign beside the address/],
  ["unsupported", /install Campfire on the home screen/],
] as const)("says the way out where the browser is %s", (permission, words) => {
  render(<Notices calls={noticeCalls(permission)} />);
  expect(screen.getByRole("note")).toHaveTextContent(words);
  expect(screen.queryByRole("button")).toBeNull();
});

it("asks for nothing where notices are switched off", async () => {
  render(<Notices calls={noticeCalls("default")} />);
  await userEvent.click(screen.getByRole("checkbox", { name: /Tell me of new messages/ }));
  expect(screen.queryByRole("button")).toBeNull();
  expect(settings().notices).toBe(false);
});
