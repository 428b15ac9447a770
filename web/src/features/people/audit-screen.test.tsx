import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { aLine, fakePeople } from "../../testing/fake-people";
import { ann } from "../../testing/fixtures";
import { stage } from "../../testing/render";
import { AuditScreen } from "./audit-screen";

const lines = () =>
  within(screen.getByRole("list", { name: "Decisions" }))
    .queryAllByRole("listitem")
    .map((line) => line.querySelector("p")?.textContent);
const own = { user_id: ann.id, user_name: ann.name };

it("says who did what to whom, newest first, older ones when asked", async () => {
  const audit = vi
    .fn()
    .mockResolvedValueOnce({
      items: [
        aLine(9, "user_unbanned"),
        aLine(8, "user_banned"),
        aLine(7, "user_deactivated"),
        aLine(6, "administrator_unmade"),
        aLine(5, "administrator_made"),
      ],
      next: 5,
    })
    .mockResolvedValueOnce({
      items: [
        aLine(4, "password_changed", own),
        aLine(3, "email_changed", own),
        aLine(2, "tea_made"),
        aLine(1, "kettle_filled", { user_id: null, user_name: null }),
      ],
      next: null,
    });
  await stage(<AuditScreen calls={fakePeople({ audit }).calls} />, "/audit", () => undefined);
  expect(lines()).toEqual([
    "Ann Archer lifted the ban of Ben Okafor",
    "Ann Archer banned Ben Okafor",
    "Ann Archer deactivated Ben Okafor",
    "Ann Archer made Ben Okafor a member",
    "Ann Archer made Ben Okafor an administrator",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Show older" }));
  await screen.findByText("kettle filled", { exact: false });
  expect(lines().slice(5)).toEqual([
    "Ann Archer changed their password",
    "Ann Archer changed their e-mail address",
    "Ann Archer: tea made (Ben Okafor)",
    "Ann Archer: kettle filled",
  ]);
  expect(audit.mock.calls).toEqual([[null], [5]]);
  expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
});

it("knows a sentence for everything that may be decided", async () => {
  const nobody = { user_id: null, user_name: null };
  const items = [
    aLine(9, "transfer_made"),
    aLine(8, "transfer_made", own),
    aLine(7, "transfer_used", own),
    aLine(6, "account_renamed", nobody),
    aLine(5, "room_creation_restricted", nobody),
    aLine(4, "room_creation_opened", nobody),
    aLine(3, "custom_css_changed", nobody),
    aLine(2, "join_code_replaced", nobody),
  ];
  const audit = async () => ({ items, next: null });
  await stage(<AuditScreen calls={fakePeople({ audit }).calls} />, "/audit", () => undefined);
  expect(lines()).toEqual([
    "Ann Archer made a sign-in link for Ben Okafor",
    "Ann Archer made a sign-in link",
    "Ann Archer signed in by a link",
    "Ann Archer gave the account another name",
    "Ann Archer left the making of rooms to administrators",
    "Ann Archer let everybody make rooms",
    "Ann Archer changed the style of Campfire",
    "Ann Archer made a new invitation link",
  ]);
});

it("says so when nothing was decided", async () => {
  await stage(<AuditScreen calls={fakePeople().calls} />, "/audit", () => undefined);
  expect(await screen.findByText("Nothing was decided yet.")).toBeVisible();
});

it("has words for what was decided about the account", async () => {
  const about = { user_id: null, user_name: null };
  const actions = [
    "account_renamed",
    "room_creation_restricted",
    "room_creation_opened",
    "custom_css_changed",
    "join_code_replaced",
  ];
  const items = actions.map((action, n) => aLine(n + 1, action, about));
  const audit = vi.fn().mockResolvedValue({ items, next: null });
  await stage(<AuditScreen calls={fakePeople({ audit }).calls} />, "/audit", () => undefined);
  expect(lines()).toEqual([
    "Ann Archer gave the account another name",
    "Ann Archer left the making of rooms to administrators",
    "Ann Archer let everybody make rooms",
    "Ann Archer changed the style of Campfire",
    "Ann Archer made a new invitation link",
  ]);
});
