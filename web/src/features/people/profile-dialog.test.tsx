import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problem";
import { fakePeople } from "../../testing/fake-people";
import { me } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import type { PeopleCalls } from "./people-calls";
import { ProfileDialog } from "./profile-dialog";

const onClose = vi.fn();
beforeEach(() => {
  onClose.mockClear();
});
const open = (calls: PeopleCalls) =>
  stage(<ProfileDialog onClose={onClose} calls={calls} />, "/", () => undefined);
const profile = () => within(screen.getByRole("form", { name: "Your profile" }));
const save = () => userEvent.click(profile().getByRole("button", { name: "Save" }));

async function write(label: string, text: string) {
  await userEvent.clear(profile().getByLabelText(label));
  await userEvent.type(profile().getByLabelText(label), text);
}

describe("one's profile", () => {
  it("shows what is, sends only what changed, and takes the answer over", async () => {
    const { calls, asked } = fakePeople();
    const { client } = await open(calls);
    expect(profile().getByLabelText("Name")).toHaveValue(me.name);
    expect(profile().getByLabelText("E-mail")).toHaveValue(me.email);
    await write("Name", "Ann Baker");
    await write("About you", "One{Enter}two");
    await save();
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(asked).toEqual([`changeMe {"name":"Ann Baker","bio":"One\\ntwo"}`]);
    const state = client.runtime.store.getState();
    expect([state.me.name, state.people[me.id]?.name]).toEqual(["Ann Baker", "Ann Baker"]);
  });

  it("asks nothing when nothing changed", async () => {
    const { calls, asked } = fakePeople();
    await open(calls);
    await save();
    expect(asked).toEqual([]);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("says at each field what is wrong with it, and keeps what was typed", async () => {
    const fields = [
      { field: "handle", detail: "has a space" },
      { field: "bio", detail: "has 201 characters, at most 200 are allowed" },
    ];
    const changeMe = async () => {
      throw new ApiProblem(422, "request.invalid", "Some fields break a rule.", null, fields);
    };
    await open(fakePeople({ changeMe }).calls);
    await write("Name", "Ann Baker");
    await write("Handle", "a b");
    await save();
    await waitFor(() => expect(profile().getByLabelText("Handle")).toHaveFocus());
    expect(profile().getByLabelText("Handle")).toHaveAccessibleDescription("has a space");
    expect(profile().getByLabelText("About you")).toHaveAccessibleDescription(/at most 200/u);
    expect(profile().getByLabelText("Name")).toHaveValue("Ann Baker");
    expect(profile().getByLabelText("Name")).toBeValid();
    expect(onClose).not.toHaveBeenCalled();
  });

  it("says above them what no field says", async () => {
    const changeMe = async () => {
      throw new ApiProblem(503, "store.unavailable", "Not now.");
    };
    await open(fakePeople({ changeMe }).calls);
    await write("Name", "Ann Baker");
    await save();
    expect(await profile().findByRole("alert")).toHaveTextContent("Not now.");
    expect(profile().getByLabelText("Name")).toHaveValue("Ann Baker");
  });
});

describe("one's password", () => {
  const password = () => within(screen.getByRole("form", { name: "Your password", hidden: true }));
  async function change() {
    await userEvent.click(screen.getByText("Another password"));
    await userEvent.type(password().getByLabelText("Your password of now"), "the old one");
    await userEvent.type(password().getByLabelText("New password"), "the new one");
    await userEvent.click(password().getByRole("button", { name: "Change the password" }));
  }

  it("is changed with the one of now, and forgotten by the form", async () => {
    const { calls, asked } = fakePeople();
    await open(calls);
    await change();
    expect(asked).toEqual([`changeMe {"current_password":"the old one","password":"the new one"}`]);
    expect(await screen.findByText("Your password is changed.")).toBeInTheDocument();
    expect(password().getByLabelText("New password")).toHaveValue("");
    expect(onClose).not.toHaveBeenCalled();
  });

  it("stays when the one of now is wrong, which is said at its field", async () => {
    const fields = [{ field: "current_password", detail: "is not the password of now" }];
    const changeMe = async () => {
      throw new ApiProblem(422, "request.invalid", "Some fields break a rule.", null, fields);
    };
    await open(fakePeople({ changeMe }).calls);
    await change();
    const field = password().getByLabelText("Your password of now");
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveAccessibleDescription("is not the password of now");
    expect(password().getByLabelText("New password")).toHaveValue("the new one");
    expect(password().getByRole("status")).toBeEmptyDOMElement();
  });
});
