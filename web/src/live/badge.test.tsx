import { afterEach, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { aRoom, me } from "../testing/fixtures";
import { keepBadge } from "./badge";
import { type ClientState, emptyState } from "./state";

const with_ = (unread_count: number): ClientState => {
  const { members: _members, ...room } = aRoom(1, { unread_count });
  return { ...emptyState(me), rooms: { [room.id]: { ...room, member_ids: [] } } };
};

afterEach(() => {
  document.head.replaceChildren();
});

it("shows on the icon and on the app that something is unread, and takes it back", () => {
  const setAppBadge = vi.fn(async () => undefined);
  const clearAppBadge = vi.fn(async () => undefined);
  Object.assign(navigator, { setAppBadge, clearAppBadge });
  const link = document.createElement("link");
  Object.assign(link, { rel: "icon", type: "image/svg+xml", href: "/flame.svg" });
  document.head.append(link);
  const icon = () => document.querySelector("link[rel=icon]")?.getAttribute("href");
  const store = createStore<ClientState>(() => with_(0));
  const end = keepBadge(store);
  expect(icon()).toBe("/flame.svg");
  store.setState(with_(2));
  expect(icon()).toBe("/flame-unread.svg");
  expect(setAppBadge).toHaveBeenLastCalledWith(2);
  store.setState(with_(0));
  expect(icon()).toBe("/flame.svg");
  expect(clearAppBadge).toHaveBeenCalledOnce();
  store.setState(with_(1));
  end();
  expect(icon()).toBe("/flame.svg");
});
