import { beforeEach, expect, it } from "vitest";
import { followNotice } from "./notice";
import { isClient } from "./rules";

const HERE = "https://chat.example";
let told: string[];

function windowAt(path: string) {
  return {
    url: HERE + path,
    postMessage: ({ open }: { open: string }) => void told.push(`${path} goes to ${open}`),
    focus: async () => void told.push(`${path} comes to the front`),
  };
}

const follow = (data: unknown, ...paths: string[]) =>
  followNotice(
    data,
    {
      matchAll: async () => paths.map(windowAt),
      openWindow: async (path) => void told.push(`new window at ${path}`),
    },
    (url) => isClient(url, HERE),
  );

beforeEach(() => {
  told = [];
});

it("leads to the window that shows the room already", async () => {
  await follow({ path: "/rooms/2/@9" }, "/rooms/1", "/rooms/2/@5");
  expect(told).toEqual(["/rooms/2/@5 goes to /rooms/2/@9", "/rooms/2/@5 comes to the front"]);
});

it("leads to the window that was looked at last when none shows the room", async () => {
  await follow({ path: "/rooms/2" }, "/search?q=api", "/rooms/1");
  expect(told).toEqual(["/search?q=api goes to /rooms/2", "/search?q=api comes to the front"]);
});

it("opens a window when there is none of the client", async () => {
  await follow({ path: "/rooms/2/@9" }, "/api/docs", "/metrics");
  expect(told).toEqual(["new window at /rooms/2/@9"]);
});

it.each([null, undefined, {}, { path: 7 }, { path: "//other.example/rooms/1" }])(
  "leads home when it does not say where: %j",
  async (data) => {
    await follow(data);
    expect(told).toEqual(["new window at /"]);
  },
);
