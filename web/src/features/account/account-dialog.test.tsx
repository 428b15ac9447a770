import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { Account } from "../../api/types";
import { stage } from "../../testing/render";
import { AccountDialog } from "./account-dialog";

const hearth: Account = {
  id: "0199000d-0000-7000-8000-000000000001",
  name: "Hearth",
  join_code: "ABCD-EFGH-IJKL",
  join_url: "http://127.0.0.1/join/ABCD-EFGH-IJKL",
  settings: { restrict_room_creation_to_administrators: false, custom_css_url: null },
};

/** Calls that are answered with the account and this change. */
function answering(change: Partial<Account> = {}) {
  const account = { ...hearth, ...change };
  return {
    change: vi.fn(async () => account),
    customCss: vi.fn(async () => "p { color: teal }\n"),
    replaceJoinCode: vi.fn(async () => account),
  };
}

const open = (calls: ReturnType<typeof answering>, custom_css_url: string | null = null) =>
  stage(
    <AccountDialog onFlags={() => undefined} onClose={() => undefined} calls={calls} />,
    "/",
    ({ account }) => {
      account.settings = { ...account.settings, custom_css_url };
    },
  );
const css = () => screen.getByRole("textbox", { name: "Style (CSS)" });
const save = () => userEvent.click(screen.getByRole("button", { name: "Save the style" }));
const name = () => screen.getByRole("textbox", { name: "Name" });
const link = () => screen.getByRole("textbox", { name: "Invitation link" });

it("saves another name, which the page carries at once", async () => {
  const calls = answering({ name: "Camp" });
  const { client } = await open(calls);
  expect(name()).toHaveValue("Hearth");
  await userEvent.clear(name());
  await userEvent.type(name(), "Camp");
  await userEvent.click(screen.getByRole("button", { name: "Save the name" }));
  expect(calls.change).toHaveBeenCalledWith({ name: "Camp" });
  expect(await screen.findByText("Saved.")).toBeVisible();
  expect(client.runtime.store.getState().accountName).toBe("Camp");
});

it("says at the field why a name is refused", async () => {
  const calls = answering();
  const words = "has a control character or one that cannot be seen";
  calls.change.mockRejectedValue(
    new ApiProblem(422, "request.invalid", "Some fields break a rule or a limit.", null, [
      { field: "name", detail: words },
    ]),
  );
  await open(calls);
  await userEvent.type(name(), "x");
  await userEvent.click(screen.getByRole("button", { name: "Save the name" }));
  await waitFor(() => expect(name()).toHaveAccessibleDescription(words));
  expect(name()).toBeInvalid();
});

it("asks before a new link takes the place of the old one", async () => {
  const calls = answering({ join_url: "http://127.0.0.1/join/NEWS-NEWS-NEWS" });
  await open(calls);
  expect(link()).toHaveValue("http://127.0.0.1/join/ABCD-EFGH-IJKL");
  expect(screen.getByLabelText("The invitation link as a QR code")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Make a new link" }));
  const question = screen.getByRole("dialog", { name: "Make a new link?" });
  expect(calls.replaceJoinCode).not.toHaveBeenCalled();
  await userEvent.click(within(question).getByRole("button", { name: "Make a new link" }));
  await waitFor(() => expect(link()).toHaveValue("http://127.0.0.1/join/NEWS-NEWS-NEWS"));
});

it("leaves the making of rooms to administrators, and takes back what was refused", async () => {
  const settings = { restrict_room_creation_to_administrators: true };
  const calls = answering({ settings: { ...hearth.settings, ...settings } });
  await open(calls);
  const only = () => screen.getByRole("checkbox", { name: "Only administrators make rooms" });
  expect(only()).not.toBeChecked();
  await userEvent.click(only());
  expect(calls.change).toHaveBeenCalledWith({ settings });
  await waitFor(() => expect(only()).toBeChecked());
  calls.change.mockRejectedValue(new ApiProblem(403, "account.administrators_only", "No."));
  await userEvent.click(only());
  expect(await screen.findByRole("alert")).toHaveTextContent("No.");
  expect(only()).toBeChecked();
});

it("shows the style of now, and saves another", async () => {
  const calls = answering();
  await open(calls, "/api/v1/account/custom.css?version=1");
  await waitFor(() => expect(css()).toHaveValue("p { color: teal }\n"));
  await userEvent.clear(css());
  await userEvent.type(css(), "a {{}");
  await save();
  expect(calls.change).toHaveBeenCalledWith({ settings: { custom_css: "a {}" } });
  expect(await screen.findByText("Saved.")).toBeVisible();
});

it("reads no style where there is none, and says when it cannot be read", async () => {
  const none = answering();
  const first = await open(none);
  expect(css()).toBeEnabled();
  expect(none.customCss).not.toHaveBeenCalled();
  first.client.runtime.stop();
  cleanup();
  const broken = answering();
  broken.customCss.mockRejectedValue(new ApiProblem(503, "store.unavailable", "Not just now."));
  await open(broken, "/api/v1/account/custom.css?version=1");
  expect(await screen.findByRole("alert")).toHaveTextContent("Not just now.");
});

it("shows what is refused of a style at its line", async () => {
  const calls = answering();
  const words = "line 2, column 3: the rule @import is not allowed";
  calls.change.mockRejectedValue(
    new ApiProblem(422, "request.invalid", "Some fields break a rule or a limit.", null, [
      { field: "settings/custom_css", detail: words },
    ]),
  );
  await open(calls);
  await userEvent.type(css(), "p {{}{enter}  @import 'x';");
  await save();
  await waitFor(() => expect(css()).toHaveAccessibleDescription(words));
  const area = css() as HTMLTextAreaElement;
  expect(area).toHaveFocus();
  expect(area.value.slice(area.selectionStart, area.selectionStart + 7)).toBe("@import");
});
