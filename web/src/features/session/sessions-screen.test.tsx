import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Session } from "../../api/types";
import { stage } from "../../testing/render";
import { SessionsScreen } from "./sessions-screen";

function aSession(n: number, device: string, over: Partial<Session> = {}): Session {
  return {
    id: `0199000e-0000-7000-8000-00000000000${n}`,
    device,
    address: null,
    kind: "browser",
    current: false,
    started_at: "2026-11-01T08:00:00.000Z",
    last_seen_at: "2026-11-20T09:00:00.000Z",
    ...over,
  };
}

const asked = vi.fn();

const phone = aSession(1, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1");
const here = aSession(2, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", {
  current: true,
  address: "203.0.113.9",
});
const script = aSession(3, "backup-script/1.2", { kind: "token" });

const open = (sessions: Session[], over = {}) =>
  stage(
    <SessionsScreen onTransfer={() => asked()} />,
    "/sessions",
    (server) => {
      server.sessions = sessions;
    },
    over,
  );
const lines = () =>
  within(screen.getByRole("list", { name: "Your sessions" }))
    .queryAllByRole("listitem")
    .map((line) => line.textContent ?? "");

it("lists this device first, and offers no end for it", async () => {
  await open([phone, here, script]);
  expect(lines()[0]).toContain("Firefox on Linux");
  expect(lines()[0]).toContain("This device");
  expect(lines()[0]).toContain("From 203.0.113.9");
  expect(lines()[1]).not.toContain("From");
  expect(lines()[1]).toContain("Safari on iPhone");
  expect(lines()[2]).toContain("backup-script/1.2 (access token)");
  expect(screen.queryByRole("button", { name: /Firefox/ })).toBeNull();
});

it("ends one", async () => {
  const { server } = await open([phone, here, script]);
  await userEvent.click(screen.getByRole("button", { name: "End session: Safari on iPhone" }));
  expect(server.calls).toContain(`endSession ${phone.id}`);
  expect(lines()).toHaveLength(2);
  expect(screen.getByRole("heading", { name: "Where you are signed in" })).toHaveFocus();
});

it("ends all others only when confirmed", async () => {
  const { server } = await open([phone, here, script]);
  await userEvent.click(screen.getByRole("button", { name: "End all others" }));
  expect(server.calls).not.toContain("endOtherSessions");
  const dialog = screen.getByRole("dialog", { name: "End all other sessions?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "End all others" }));
  expect(server.calls).toContain("endOtherSessions");
  expect(lines()).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "End all others" })).toBeNull();
});

it("leads onto another device", async () => {
  await open([here]);
  await userEvent.click(screen.getByRole("button", { name: "Sign in on another device" }));
  expect(asked).toHaveBeenCalledOnce();
});
