import { act, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Router } from "wouter";
import { memoryLocation } from "wouter/memory-location";
import type { Api } from "../api/queries";
import { after } from "../lib/timers";
import { LiveClient } from "../live/live-client";
import { LiveProvider } from "../live/live-provider";
import { FakeNetwork } from "./fake-socket";
import { onlyTab } from "./fake-tabs";
import { settle } from "./fake-time";
import { me } from "./fixtures";
import { memoryOutbox } from "./memory-outbox";
import { type MockServer, mockApi } from "./mock-api";
import { nothingKept } from "./nothing-kept";

/** What a test of a screen holds in its hands. */
export interface Stage {
  readonly client: LiveClient;
  readonly network: FakeNetwork;
  readonly server: MockServer;
  readonly api: Api;
  readonly history: readonly string[];
  /** Lets the server do something and the screen follow. */
  readonly happens: (what: () => void) => Promise<void>;
}

/** Shows a screen of somebody signed in, live, at a place, with the server's content set up first. */
export async function stage(
  screen: ReactNode,
  path: string,
  prepare: (server: MockServer) => void,
  over: Partial<Api> = {},
): Promise<Stage> {
  const { api, server } = mockApi(over);
  prepare(server);
  const network = new FakeNetwork();
  const client = new LiveClient({
    api,
    me,
    after,
    storage: memoryOutbox(),
    tabs: onlyTab(),
    kept: nothingKept,
    random: () => 0,
    openSocket: network.open,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    isVisible: () => true,
    hasSession: async () => "yes",
  });
  const { hook, history } = memoryLocation({ path, record: true });
  const happens = async (what: () => void) => {
    await act(async () => {
      what();
      // Frames that come close together are applied with the next picture.
      await new Promise((done) => setTimeout(done, 20));
      await settle();
    });
  };
  render(
    <Router hook={hook}>
      <LiveProvider client={client}>{screen}</LiveProvider>
    </Router>,
  );
  await happens(() => network.socket.welcome());
  await happens(() => undefined);
  return { client, network, server, api, history, happens };
}
