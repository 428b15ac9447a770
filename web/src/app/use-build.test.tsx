import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stage } from "../testing/render";
import { useBuild } from "./use-build";

function Shown() {
  return <p data-testid="stale">{useBuild() ?? "fresh"}</p>;
}

const welcome = (build: string) => ({
  type: "welcome" as const,
  connection_id: "2",
  cursor: "1.1.aa",
  heartbeat_ms: 30_000,
  resumed: false,
  flags_version: 1,
  build,
});

const meta = document.createElement("meta");
meta.name = "campfire-build";
meta.content = "aaaa";

beforeEach(() => document.head.append(meta));
afterEach(() => meta.remove());

it.each([
  ["0.1.0+aaaa", "fresh"],
  ["0.2.0+aaaa", "fresh"],
  ["0.1.0+bbbb", "newer"],
  // A server without a web client says nothing about it.
  ["0.1.0", "fresh"],
])("a page of build aaaa at a server of %s is %s", async (build, stale) => {
  const { network, happens } = await stage(<Shown />, "/", () => undefined);
  await happens(() => network.socket.says(welcome(build)));
  expect(screen.getByTestId("stale")).toHaveTextContent(stale);
});

it("a page under development is of no build", async () => {
  meta.remove();
  const { network, happens } = await stage(<Shown />, "/", () => undefined);
  await happens(() => network.socket.says(welcome("0.1.0+bbbb")));
  expect(screen.getByTestId("stale")).toHaveTextContent("fresh");
});

it("a part that cannot be loaded is missing", async () => {
  const { happens } = await stage(<Shown />, "/", () => undefined);
  await happens(() => window.dispatchEvent(new Event("vite:preloadError")));
  expect(screen.getByTestId("stale")).toHaveTextContent("missing");
});
