import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type ReadPage, usePages } from "./use-pages";

type Read = ReadPage<string, number>;
const pages = (read: Read, changes = 0) =>
  renderHook(({ read, changes }) => usePages(read, changes), { initialProps: { read, changes } });
const twoPages = () =>
  vi.fn<Read>(async (next) =>
    next === null ? { items: ["a"], next: 1 } : { items: ["b"], next: null },
  );

it("goes on behind the first page, and knows the end", async () => {
  const { result } = pages(twoPages());
  await waitFor(() => expect(result.current.items).toEqual(["a"]));
  act(() => result.current.more?.());
  await waitFor(() => expect(result.current.items).toEqual(["a", "b"]));
  expect(result.current.more).toBeNull();
});

it("drops the answer to an older question", async () => {
  const answers: ((items: string[]) => void)[] = [];
  const slow: Read = () =>
    new Promise((done) => answers.push((items) => done({ items, next: null })));
  const { result, rerender } = pages(slow);
  rerender({ read: async () => ({ items: ["new"], next: null }), changes: 0 });
  await waitFor(() => expect(result.current.items).toEqual(["new"]));
  await act(async () => answers[0]?.(["old"]));
  expect(result.current.items).toEqual(["new"]);
});

it("is read again on focus and on changes, unless one has gone on", async () => {
  const read = twoPages();
  const { result, rerender } = pages(read);
  await waitFor(() => expect(read).toHaveBeenCalledTimes(1));
  await act(async () => void window.dispatchEvent(new Event("focus")));
  expect(read).toHaveBeenCalledTimes(2);
  rerender({ read, changes: 1 });
  await waitFor(() => expect(read).toHaveBeenCalledTimes(3));
  act(() => result.current.more?.());
  await waitFor(() => expect(result.current.items).toEqual(["a", "b"]));
  await act(async () => void window.dispatchEvent(new Event("focus")));
  rerender({ read, changes: 2 });
  expect(read).toHaveBeenCalledTimes(4);
  expect(result.current.items).toEqual(["a", "b"]);
});

it("keeps what it has when the next page cannot be read", async () => {
  const read = twoPages();
  const { result } = pages(read);
  await waitFor(() => expect(result.current.items).toEqual(["a"]));
  read.mockRejectedValueOnce(new Error("no"));
  act(() => result.current.more?.());
  await waitFor(() => expect(result.current.problem).toContain("Something went wrong"));
  expect(result.current.items).toEqual(["a"]);
});
