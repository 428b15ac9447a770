import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ApiProblem } from "../../api/problem";
import { ann, aRoom, ben } from "../../testing/fixtures";
import type { MockServer } from "../../testing/mock-api";
import { stage } from "../../testing/render";
import type { SearchCalls, SearchHit, SearchPage } from "./search-calls";
import { SearchScreen } from "./search-screen";

const ROOM = "0199000c-0000-7000-8000-000000000001";

function aHit(n: number, words: string): SearchHit {
  const { id, name, handle } = ann;
  return {
    id: `0199000f-0000-7000-8000-00000000000${n}`,
    room_id: ROOM,
    seq: n,
    creator: { id, name, handle, role: "member" },
    created_at: "2026-11-20T09:00:00.000Z",
    edited_at: null,
    snippet: [
      { text: "about <b> ", is_match: false },
      { text: words, is_match: true },
    ],
  };
}

function open(
  path: string,
  pages: (SearchPage | ApiProblem)[],
  recent: string[] = [],
  prepare: (server: MockServer) => void = () => undefined,
) {
  const asked: string[] = [];
  const calls: SearchCalls = {
    find: async (query, next) => {
      asked.push(`find ${query} ${next ?? "first"}`);
      const page = pages.shift();
      if (page === undefined) throw new Error("no more pages");
      if (page instanceof ApiProblem) throw page;
      return page;
    },
    recent: async () => recent,
    note: async (query) => void asked.push(`note ${query}`),
    clear: async () => void asked.push("clear"),
  };
  return stage(<SearchScreen calls={calls} />, path, prepare).then((held) => ({
    ...held,
    asked,
  }));
}

const lines = () =>
  within(screen.getByRole("list", { name: "Messages found" })).queryAllByRole("listitem");

it("shows what is found, marked and as plain text, each a link to its place", async () => {
  await open("/search?q=needle", [{ hits: [aHit(1, "needle")], next: null }]);
  const [line] = lines();
  expect(line?.textContent).toContain("about <b> needle");
  expect(line?.querySelector("mark")?.textContent).toBe("needle");
  expect(within(line as HTMLElement).getByRole("link")).toHaveAttribute(
    "href",
    `/rooms/${ROOM}/@${aHit(1, "").id}`,
  );
  expect(screen.getByRole("status")).toHaveTextContent("1 message");
  expect(screen.queryByRole("button", { name: "More" })).toBeNull();
});

it("searches when asked to, and notes what for", async () => {
  const { asked, history } = await open("/search", [{ hits: [], next: null }]);
  expect(screen.getByRole("searchbox", { name: "Search messages" })).toHaveFocus();
  await userEvent.keyboard(" two words {Enter}");
  expect(asked).toEqual(["note two words", "find two words first"]);
  expect(history.at(-1)).toBe("/search?q=two%20words");
  expect(await screen.findByText("Nothing found for two words.")).toBeInTheDocument();
});

it("goes on where the page before ended, and over empty pages by itself", async () => {
  const { asked } = await open("/search?q=x", [
    { hits: [aHit(3, "x")], next: "c" },
    { hits: [], next: "b" },
    { hits: [aHit(1, "x")], next: null },
  ]);
  expect(screen.getByRole("status")).toHaveTextContent("1 message so far");
  await userEvent.click(screen.getByRole("button", { name: "More" }));
  expect(asked).toEqual(["find x first", "find x c", "find x b"]);
  expect(lines()).toHaveLength(2);
});

it("says so when search is out, and tries again", async () => {
  const out = new ApiProblem(503, "search.unavailable", "Search is not available just now.");
  await open("/search?q=x", [out, { hits: [aHit(1, "x")], next: null }]);
  expect(screen.getByRole("alert")).toHaveTextContent("Search is not available just now.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(lines()).toHaveLength(1);
  expect(screen.queryByRole("alert")).toBeNull();
});

it("says what is wrong with a text that is no search", async () => {
  const fields = [{ field: "q", detail: "says nothing", code: "empty" }];
  const refusal = new ApiProblem(422, "request.invalid", "Some fields break a rule.", null, fields);
  await open("/search?q=%22", [refusal]);
  expect(screen.getByRole("alert")).toHaveTextContent("Your search says nothing to look for.");
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});

it("offers what was looked for last until it is cleared", async () => {
  const { asked } = await open("/search", [], ["from:@ann plan", "lunch"]);
  expect(screen.getByRole("link", { name: "lunch" })).toHaveAttribute("href", "/search?q=lunch");
  await userEvent.click(screen.getByRole("button", { name: "Clear" }));
  expect(asked).toEqual(["clear"]);
  expect(screen.queryByRole("heading", { name: "Recent searches" })).toBeNull();
});

it("has the filters as fields, which read and write the text", async () => {
  const { asked, history } = await open("/search?q=plan", [], [], (server) => {
    server.rooms = [aRoom(1, { name: "All Talk" }), aRoom(2, { name: "Garden" })];
  });
  const now = () => new URLSearchParams(history.at(-1)?.split("?")[1]).get("q");
  await userEvent.click(screen.getByRole("button", { name: "Filters" }));
  await userEvent.type(screen.getByRole("combobox", { name: "In which room" }), "talk");
  expect(await screen.findByRole("option", { name: "All Talk" })).toBeInTheDocument();
  await userEvent.keyboard("{Enter}");
  expect(now()).toBe('plan in:"All Talk"');
  await userEvent.type(screen.getByRole("combobox", { name: "From whom" }), ben.name);
  await screen.findByRole("option", { name: new RegExp(`^${ben.name}`) });
  await userEvent.keyboard("{Enter}");
  expect(now()).toBe(`plan in:"All Talk" from:@${ben.handle}`);
  await userEvent.click(screen.getByRole("checkbox", { name: "With a link" }));
  await userEvent.type(screen.getByLabelText("After the day"), "2026-01-31");
  const all = `plan in:"All Talk" from:@${ben.handle} has:link after:2026-01-31`;
  expect(now()).toBe(all);
  expect(screen.getByRole("searchbox", { name: "Search messages" })).toHaveValue(all);
  expect(asked.at(-1)).toBe(`find ${all} first`);
  await userEvent.click(screen.getByRole("checkbox", { name: "With a link" }));
  expect(now()).not.toContain("has:link");
});

it("shows filters as chips, and takes them away with the focus on the next one", async () => {
  const { history } = await open("/search?q=x%20in%3AGarden%20has%3Acode%20from%3Ame", []);
  const chips = () =>
    within(screen.getByRole("list", { name: "Filters in use" }))
      .getAllByRole("button")
      .map((chip) => chip.textContent);
  expect(chips()).toEqual(["In Garden", "With code", "From Ann Archer (you)"]);
  await userEvent.click(screen.getByRole("button", { name: "With code, take away" }));
  expect(screen.getByRole("button", { name: "From Ann Archer (you), take away" })).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await userEvent.keyboard("{Enter}");
  expect(screen.queryByRole("list", { name: "Filters in use" })).toBeNull();
  expect(screen.getByRole("searchbox", { name: "Search messages" })).toHaveFocus();
  expect(history.at(-1)).toBe("/search?q=x");
});

it("offers to look without the filters when nothing is found", async () => {
  const none = { hits: [], next: null };
  const { history } = await open("/search?q=x%20has%3Alink", [
    none,
    { hits: [aHit(1, "x")], next: null },
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Search without filters" }));
  expect(history.at(-1)).toBe("/search?q=x");
  expect(lines()).toHaveLength(1);
});
