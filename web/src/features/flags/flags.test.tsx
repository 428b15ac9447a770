import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { FlagVersion } from "../../api/types";
import type { ServerFrame } from "../../live/frames";
import { ann } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { type FeaturePlace, FileUploadArea } from "./file-upload-area";
import { FlagsDialog } from "./flags-dialog";

const area = () => screen.getByTestId("file-upload-area");
const refuse = async () => {
  throw new ApiProblem(503, "store.unavailable", "The store cannot be reached just now.");
};

const changed = (version: number, files_enabled: boolean): ServerFrame => ({
  type: "event",
  kind: "flags_changed",
  cursor: `1.${version}.aa`,
  at: "2026-11-21T08:00:00.000Z",
  data: { version, flags: { files_enabled, avatars_enabled: false, opengraph_enabled: false } },
});

describe("the place of files", () => {
  it("says when they come, and leads to what comes next", async () => {
    const { server } = await stage(<FileUploadArea />, "/", () => undefined);
    await userEvent.click(area());
    expect(area()).toHaveAttribute("aria-expanded", "true");
    expect(await screen.findByText("File sharing available in v2.0")).toBeVisible();
    await userEvent.click(screen.getByTestId("learn-more-button"));
    const roadmap = await screen.findByTestId("feature-roadmap-modal");
    const phases = within(roadmap).getAllByRole("listitem");
    expect(phases.map((phase) => phase.querySelector("strong")?.textContent)).toEqual([
      "Text",
      "Avatars",
      "Documents",
      "All files",
    ]);
    await userEvent.click(within(roadmap).getByRole("button", { name: "Avatars: I want this" }));
    expect(server.calls.filter((call) => call.startsWith("leaveFeedback"))).toEqual([
      "leaveFeedback files_enabled viewed",
      "leaveFeedback files_enabled roadmap_viewed",
      "leaveFeedback avatars_enabled wanted.avatars",
    ]);
  });

  it("is opened and closed from the keyboard alone", async () => {
    await stage(<FileUploadArea />, "/", () => undefined);
    await userEvent.tab();
    expect(area()).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await screen.findByTestId("learn-more-button");
    await userEvent.tab();
    expect(screen.getByTestId("learn-more-button")).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByTestId("learn-more-button")).toBeNull();
    expect(area()).toHaveFocus();
  });

  it("shows its message when interest cannot be kept", async () => {
    await stage(<FileUploadArea />, "/", () => undefined, { leaveFeedback: refuse });
    await userEvent.click(area());
    expect(await screen.findByText("File sharing available in v2.0")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is told of once for links, takes no focus, and can be put away", async () => {
    const place = createRef<FeaturePlace>();
    const { server } = await stage(<FileUploadArea ref={place} />, "/", () => undefined);
    act(() => place.current?.tell("opengraph_enabled"));
    expect(await screen.findByText("Link previews coming in v2.0")).toBeVisible();
    expect(document.body).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "Close the note" }));
    act(() => place.current?.tell("opengraph_enabled"));
    expect(screen.queryByText("Link previews coming in v2.0")).toBeNull();
    expect(server.calls.filter((call) => call.includes("opengraph"))).toEqual([
      "leaveFeedback opengraph_enabled viewed",
    ]);
  });

  it("changes its words in their place when the flag flips", async () => {
    const place = createRef<FeaturePlace>();
    const { network, happens } = await stage(<FileUploadArea ref={place} />, "/", () => undefined);
    act(() => place.current?.tell("files_enabled"));
    const words = await screen.findByText("File sharing available in v2.0");
    await happens(() => network.socket.says(changed(3, true)));
    expect(words).toHaveTextContent("Switched on, comes with an update");
  });
});

describe("the flags", () => {
  it("are read when the server has others, and changed by events that are newer", async () => {
    const { client, server, network, happens } = await stage(<p />, "/", () => undefined);
    expect(server.calls).toContain("flags");
    const held = () => client.runtime.store.getState().flags;
    expect(held().version).toBe(1);
    await happens(() => network.socket.says(changed(3, true)));
    await happens(() => network.socket.says(changed(2, false)));
    expect(held()).toMatchObject({ version: 3, flags: { files_enabled: true } });
  });

  it("are off when they cannot be read", async () => {
    const { client } = await stage(<p />, "/", () => undefined, { flags: refuse });
    expect(client.runtime.store.getState().flags).toEqual({ version: 0, flags: {} });
  });

  it("are read anew from a server that went back", async () => {
    const { client, server, network, happens } = await stage(<p />, "/", () => undefined);
    await happens(() => network.socket.says(changed(9, true)));
    server.flags = { ...server.flags, version: 1 };
    await happens(() => network.socket.welcome("2.1.aa"));
    await happens(() => undefined);
    expect(client.runtime.store.getState().flags).toMatchObject({
      version: 1,
      flags: { files_enabled: false },
    });
  });
});

describe("what administrators see", () => {
  const version = (number: number, files_enabled: boolean): FlagVersion => ({
    version: number,
    flags: { files_enabled, avatars_enabled: false, opengraph_enabled: false },
    changed_at: "2026-11-21T08:00:00.000Z",
    changed_by: ann.id,
    rolled_back_to: null,
  });
  const dialog = (over = {}) =>
    stage(<FlagsDialog onClose={() => undefined} />, "/", () => undefined, over);

  it("switches a feature and shows the answer", async () => {
    const { server } = await dialog();
    const files = screen.getByRole("checkbox", { name: "Files" });
    expect(files).not.toBeChecked();
    await userEvent.click(files);
    expect(server.calls).toContain('changeFlags {"files_enabled":true}');
    expect(files).toBeChecked();
  });

  it("keeps the switch and says why when the server refuses", async () => {
    await dialog({ changeFlags: refuse });
    await userEvent.click(screen.getByRole("checkbox", { name: "Files" }));
    expect(screen.getByRole("alert")).toHaveTextContent("The store cannot be reached just now.");
    expect(screen.getByRole("checkbox", { name: "Files" })).not.toBeChecked();
  });

  it("rolls back to a version of the history, never to the one of now", async () => {
    const { server } = await dialog({
      flagHistory: async () => [version(1, false), version(0, true)],
    });
    const history = screen.getByRole("region", { name: "History" });
    expect(within(history).getByText("Now")).toBeVisible();
    const buttons = within(history).getAllByRole("button");
    expect(buttons).toHaveLength(1);
    await userEvent.click(buttons[0] as HTMLElement);
    expect(server.calls).toContain("rollBackFlags 0");
  });

  it("shows what people want", async () => {
    const line = { feature: "files_enabled", action: "viewed", people: 2, times: 5 };
    await dialog({ feedback: async () => [{ ...line, last_at: "2026-11-21T08:00:00.000Z" }] });
    const interest = screen.getByRole("region", { name: "Interest" });
    expect(interest).toHaveTextContent("Files: looked at2 people, 5 times");
  });
});
