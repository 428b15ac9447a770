import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Shell } from "../../app/shell";
import { paths } from "../../lib/paths";
import { aRoom } from "../../testing/fixtures";
import { type Stage, stage } from "../../testing/render";
import { wordsFor } from "./health-line";
// Loaded before the first test, so that no test waits for it.
import "./trouble-lines";

const shown = (): Promise<Stage> =>
  stage(<Shell onSignOut={async () => undefined} />, paths.room(aRoom(1).id), (server) => {
    server.rooms = [aRoom(1)];
  });

it.each([
  [["store.writes"], /cannot save.*posted later/],
  [["store.reads"], /unread counts cannot be shown/],
  [["search"], /Search is away/],
  [["live"], /arrives late.*Nothing is lost/],
  [["something.new"], /A part of the server/],
])("%s is said in words that people understand", (reasons, words) => {
  expect(wordsFor({ degraded: true, reasons }).join(" ")).toMatch(words);
});

it("shows the banner while something is out and takes it away when all is well", async () => {
  const { network, happens } = await shown();
  const banner = () => screen.queryByRole("status", { name: "Trouble on the server" });
  expect(banner()).toBeNull();
  await happens(() =>
    network.socket.says({ type: "health", degraded: true, reasons: ["store.writes"] }),
  );
  expect(banner()?.textContent).toMatch(/What you send is kept/);
  await happens(() => network.socket.says({ type: "health", degraded: false, reasons: [] }));
  expect(banner()).toBeNull();
});

it("reads the rooms again once the server can read", async () => {
  const { network, server, happens } = await shown();
  const reads = () => server.calls.filter((call) => call === "rooms").length;
  const before = reads();
  await happens(() =>
    network.socket.says({ type: "health", degraded: true, reasons: ["store.reads"] }),
  );
  expect(reads()).toBe(before);
  await happens(() => network.socket.says({ type: "health", degraded: false, reasons: [] }));
  expect(reads()).toBe(before + 1);
});

it("says that it sends slowly when the server asks for a pause", async () => {
  const { network, happens } = await shown();
  const note = () => screen.queryByRole("status", { name: "Sending slowly" });
  expect(note()).toBeNull();
  await happens(() => network.socket.says({ type: "slow_down", retry_after_ms: 400 }));
  expect(note()?.textContent).toMatch(/Your messages are kept/);
});
