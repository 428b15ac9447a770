import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { TransferCalls } from "./transfer-calls";
import { TransferDialog } from "./transfer-dialog";
import { TransferScreen } from "./transfer-screen";

const URL = "https://chat.example.org/session/transfer#a-code";

function theCalls(over: Partial<TransferCalls> = {}): TransferCalls {
  const transfer = { code: "a-code", url: URL, expires_at: "", expires_in: 600 };
  return {
    make: vi.fn(async () => transfer),
    makeFor: vi.fn(async () => transfer),
    look: vi.fn(async () => ({ account_name: "Hearth", user_name: "Ann", expires_in: 540 })),
    use: vi.fn(async () => undefined),
    ...over,
  };
}

const unknown = async () => {
  throw new ApiProblem(404, "transfer.unknown", "This link is not valid (any more).");
};

it("shows a link, its picture and its minutes", async () => {
  const calls = theCalls();
  render(<TransferDialog person={null} onClose={() => undefined} calls={calls} />);
  expect(await screen.findByLabelText("Sign-in link")).toHaveValue(URL);
  expect(screen.getByRole("img", { name: "The sign-in link as a QR code" })).toBeVisible();
  expect(screen.getByText("It works once, for 10 more minutes.")).toBeVisible();
  expect(calls.make).toHaveBeenCalledOnce();
});

it("makes another link when the first has run out", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    const calls = theCalls();
    render(<TransferDialog person={null} onClose={() => undefined} calls={calls} />);
    await screen.findByLabelText("Sign-in link");
    await act(() => vi.advanceTimersByTimeAsync(8.5 * 60_000));
    expect(screen.getByText("It works once, for 2 more minutes.")).toBeVisible();
    await act(() => vi.advanceTimersByTimeAsync(2 * 60_000));
    expect(screen.getByText("This link has run out.")).toBeVisible();
    expect(screen.queryByLabelText("Sign-in link")).toBeNull();
    vi.useRealTimers();
    await userEvent.click(screen.getByRole("button", { name: "Make a new link" }));
    expect(await screen.findByLabelText("Sign-in link")).toHaveValue(URL);
    expect(calls.make).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});

it("makes a link for somebody else, and says that it is noted", async () => {
  const calls = theCalls();
  const ben = { id: "ben", name: "Ben" };
  render(<TransferDialog person={ben} onClose={() => undefined} calls={calls} />);
  expect(await screen.findByRole("dialog", { name: "Help Ben sign in" })).toHaveTextContent(
    "noted in the audit log",
  );
  expect(calls.makeFor).toHaveBeenCalledWith("ben");
  expect(calls.make).not.toHaveBeenCalled();
});

it("asks before it signs in, and takes the code out of the address", async () => {
  history.replaceState(null, "", "/session/transfer#a-code");
  const calls = theCalls();
  const done = vi.fn();
  render(<TransferScreen me={null} onDone={done} calls={calls} />);
  const button = await screen.findByRole("button", { name: "Sign in as Ann" });
  expect(location.href).toMatch(/\/session\/transfer$/);
  expect(calls.use).not.toHaveBeenCalled();
  await userEvent.click(button);
  expect(calls.look).toHaveBeenCalledWith("a-code");
  expect(calls.use).toHaveBeenCalledWith("a-code");
  expect(done).toHaveBeenCalledOnce();
});

it("looks at another link that is opened in the same tab, and at the same one again", async () => {
  const follow = (hash: string) => {
    location.hash = hash;
  };
  follow("#a-code");
  const look = vi.fn(async (code: string) => {
    if (code !== "a-code") await unknown();
    return { account_name: "Hearth", user_name: "Ann", expires_in: 540 };
  });
  render(<TransferScreen me={null} onDone={() => undefined} calls={theCalls({ look })} />);
  expect(await screen.findByRole("button", { name: "Sign in as Ann" })).toBeVisible();
  act(() => follow("#another"));
  expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
  act(() => follow("#a-code"));
  expect(await screen.findByRole("button", { name: "Sign in as Ann" })).toBeVisible();
  act(() => follow("#a-code"));
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(4));
  expect(await screen.findByRole("button", { name: "Sign in as Ann" })).toBeVisible();
  expect(location.hash).toBe("");
});

it("says who this device is signed in as", async () => {
  render(<TransferScreen me="Cleo" onDone={() => undefined} calls={theCalls()} />);
  expect(await screen.findByText("This device is signed in as Cleo now.")).toBeVisible();
});

it("says in words that a link does not work, before and after it is confirmed", async () => {
  const { unmount } = render(
    <TransferScreen me={null} onDone={() => undefined} calls={theCalls({ look: unknown })} />,
  );
  expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
  unmount();
  const done = vi.fn();
  render(<TransferScreen me={null} onDone={done} calls={theCalls({ use: unknown })} />);
  await userEvent.click(await screen.findByRole("button", { name: "Sign in as Ann" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Sign-in links work once");
  expect(done).not.toHaveBeenCalled();
});
