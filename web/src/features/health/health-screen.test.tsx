import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { unreachable } from "../../api/problem";
import { stage } from "../../testing/render";
import { HealthScreen } from "./health-screen";

const open = (readiness: () => Promise<{ ready: boolean; reasons: string[] }>) =>
  stage(<HealthScreen calls={{ readiness }} />, "/health", () => undefined);
const line = (name: string) =>
  within(screen.getByRole("list", { name: "Parts of the server" }))
    .getByText(name)
    .closest("li");

it("says that everything works", async () => {
  await open(async () => ({ ready: true, reasons: [] }));
  expect(screen.getByRole("status")).toHaveTextContent("Everything works.");
  expect(line("Saving messages")).toHaveTextContent("Works.");
});

it("asks again when the server tells of trouble, and names each part in words", async () => {
  const readiness = vi.fn(async () => ({ ready: true, reasons: [] as string[] }));
  const { network, happens } = await open(readiness);
  const before = readiness.mock.calls.length;
  readiness.mockResolvedValue({ ready: false, reasons: ["store.writes", "kettle"] });
  await happens(() =>
    network.socket.says({ type: "health", degraded: true, reasons: ["store.writes"] }),
  );
  expect(readiness.mock.calls.length).toBe(before + 1);
  expect(screen.getByRole("status")).toHaveTextContent("Not everything works.");
  expect(line("Saving messages")).toHaveTextContent("Nothing can be saved.");
  expect(line("The search")).toHaveTextContent("Works.");
  expect(line("kettle")).toHaveTextContent("This does not work just now.");
});

it("says when the server cannot be asked, and asks again", async () => {
  const readiness = vi.fn(async () => ({ ready: true, reasons: [] as string[] }));
  readiness.mockRejectedValueOnce(unreachable());
  await open(readiness);
  expect(screen.getByRole("alert")).toHaveTextContent("cannot be reached");
  await userEvent.click(screen.getByRole("button", { name: "Look again" }));
  expect(await screen.findByText("Everything works.")).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
});
