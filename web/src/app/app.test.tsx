import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import { entry } from "../api/entry";
import { ApiProblem, unreachable } from "../api/problem";
import { App } from "./app";

const signedOut = new ApiProblem(401, "session.missing", "Please sign in.");

function open(path = "/") {
  const { hook } = memoryLocation({ path });
  render(
    <Router hook={hook}>
      <App />
    </Router>,
  );
}

beforeEach(() => {
  vi.spyOn(entry, "me").mockRejectedValue(signedOut);
  vi.spyOn(entry, "setup").mockResolvedValue({ needed: false, account_name: "Hearth" });
});

it("offers the set-up while nobody is there", async () => {
  vi.spyOn(entry, "setup").mockResolvedValue({ needed: true, account_name: "" });
  const setUp = vi.spyOn(entry, "setUp").mockResolvedValue();
  open();
  await userEvent.type(await screen.findByLabelText("Your name"), "Ann");
  await userEvent.type(screen.getByTestId("email"), "ann@example.org");
  await userEvent.type(screen.getByTestId("password"), "a good password");
  await userEvent.click(screen.getByRole("button", { name: "Light the fire" }));
  expect(setUp).toHaveBeenCalledWith({
    account_name: "Campfire",
    name: "Ann",
    email: "ann@example.org",
    password: "a good password",
  });
});

it("shows the server's words when the sign-in is refused", async () => {
  const words = "That e-mail and password do not fit together.";
  vi.spyOn(entry, "signIn").mockRejectedValue(
    new ApiProblem(401, "session.wrong_credentials", words),
  );
  open();
  await userEvent.type(await screen.findByTestId("email"), "ann@example.org");
  await userEvent.type(screen.getByTestId("password"), "wrong");
  await userEvent.click(screen.getByTestId("login-button"));
  expect(await screen.findByRole("alert")).toHaveTextContent(words);
  expect(screen.getByRole("heading", { name: "Hearth" })).toBeInTheDocument();
});

it("opens an invitation, and says when it is no good", async () => {
  vi.spyOn(entry, "joinPage").mockResolvedValueOnce({ account_name: "Hearth" });
  open("/join/ABCD-EFGH-IJKL");
  expect(await screen.findByRole("heading", { name: "Join Hearth" })).toBeInTheDocument();
});

it("says when an invitation leads nowhere", async () => {
  vi.spyOn(entry, "joinPage").mockRejectedValue(new ApiProblem(404, "join.unknown", "No."));
  open("/join/ABCD-EFGH-IJKL");
  expect(
    await screen.findByRole("heading", { name: "This link does not work" }),
  ).toBeInTheDocument();
});

it("says when the server cannot be reached, and tries again", async () => {
  const ask = vi.spyOn(entry, "me").mockRejectedValue(unreachable());
  open();
  expect(await screen.findByRole("alert")).toHaveTextContent("cannot be reached");
  ask.mockRejectedValue(signedOut);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByTestId("login-button")).toBeInTheDocument();
});
