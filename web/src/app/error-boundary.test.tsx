import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { http } from "../api/client";
import { ApiProblem } from "../api/problem";
// Loaded before the first test, so that no test waits for it.
import "./feature-comes";
import { ErrorBoundary } from "./error-boundary";
import { tellErrors } from "./tell-errors";

let told: MockInstance;
let fault: Error | null;

function Fragile() {
  if (fault !== null) throw fault;
  return <p>All is well</p>;
}

beforeEach(() => {
  // React tells the console of what a boundary caught.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  told = vi.spyOn(http, "POST").mockResolvedValue({} as never);
  fault = null;
});

describe("a part of the screen that breaks", () => {
  it("says so, tells the server, and is drawn again when asked", async () => {
    fault = new TypeError("n is undefined");
    render(
      <ErrorBoundary>
        <Fragile />
      </ErrorBoundary>,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("What you wrote is kept on this device");
    expect(screen.getByRole("button", { name: "Load the page again" })).toBeVisible();
    expect(told).toHaveBeenCalledWith("/client-errors", {
      body: expect.objectContaining({ message: "TypeError: n is undefined" }),
    });
    fault = null;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(screen.getByText("All is well")).toBeVisible();
  });

  it("is left behind by going elsewhere", () => {
    fault = new Error("broken here");
    const at = (place: string) => (
      <ErrorBoundary place={place}>
        <Fragile />
      </ErrorBoundary>
    );
    const { rerender } = render(at("/search"));
    expect(screen.getByRole("alert")).toBeVisible();
    fault = null;
    rerender(at("/people"));
    expect(screen.getByText("All is well")).toBeVisible();
  });

  it("says what comes later, and goes on", async () => {
    fault = new ApiProblem(501, "feature.disabled", "File sharing available in v2.0");
    render(
      <ErrorBoundary>
        <Fragile />
      </ErrorBoundary>,
    );
    expect(await screen.findByText("This comes later")).toBeVisible();
    expect(screen.getByRole("button", { name: "See what comes next" })).toBeVisible();
    expect(told).not.toHaveBeenCalled();
    fault = null;
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect(screen.getByText("All is well")).toBeVisible();
  });
});

it("tells of what nobody caught, but of no refusal, and not for ever", () => {
  tellErrors();
  const rejected = (reason: unknown) =>
    act(() => {
      fireEvent(window, Object.assign(new Event("unhandledrejection"), { reason }));
    });
  rejected(new ApiProblem(503, "store.unavailable", "Not now."));
  fireEvent(window, new ErrorEvent("error", { message: "ResizeObserver loop" }));
  expect(told).not.toHaveBeenCalled();
  fireEvent(window, new ErrorEvent("error", { error: new Error("lost") }));
  expect(told).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 20; n += 1) rejected(new Error(`again ${n}`));
  expect(told.mock.calls.length).toBeLessThanOrEqual(5);
});
