import { beforeEach, describe, expect, it } from "vitest";
import { FakeNetwork } from "../testing/fake-socket";
import { FakeTime, settle } from "../testing/fake-time";
import type { ServerFrame } from "./frames";
import { LiveMachine, type LiveView } from "./socket";

let time: FakeTime;
let network: FakeNetwork;
let cursor: string | null;
let session: "yes" | "no" | "unknown";
let visible: boolean;
let frames: ServerFrame[];
let views: LiveView[];
let machine: LiveMachine;

beforeEach(() => {
  time = new FakeTime();
  network = new FakeNetwork();
  cursor = null;
  session = "yes";
  visible = true;
  frames = [];
  views = [];
  machine = new LiveMachine({
    open: network.open,
    after: time.after,
    now: time.now,
    random: () => 0.5,
    isVisible: () => visible,
    cursor: () => cursor,
    hasSession: async () => session,
    onFrame: (frame) => {
      frames.push(frame);
      if ("cursor" in frame) cursor = frame.cursor;
    },
    onView: (view) => views.push(view),
  });
});

const goLive = () => {
  machine.start();
  network.socket.welcome();
};

/** Milliseconds until the next socket is opened. */
async function nextTry(): Promise<number> {
  const before = network.sockets.length;
  let passed = 0;
  while (network.sockets.length === before) passed += await time.next();
  return passed;
}

describe("opening", () => {
  it("says hello first, without a cursor when it has none", () => {
    machine.start();
    expect(machine.view.status).toBe("connecting");
    network.socket.open();
    expect(network.socket.sent).toEqual([{ type: "hello", protocol: 1 }]);
    network.socket.welcome();
    expect(machine.view.status).toBe("live");
  });

  it("resumes from its cursor and is live when it has caught up", () => {
    cursor = "1.5.bb";
    machine.start();
    network.socket.welcome("1.5.bb", true);
    expect(network.socket.sent[0]).toEqual({ type: "hello", protocol: 1, cursor: "1.5.bb" });
    expect(machine.view.status).toBe("resuming");
    network.socket.says({ type: "caught_up", cursor: "1.9.cc" });
    expect(machine.view.status).toBe("live");
  });

  it("goes live after a reset too", () => {
    cursor = "1.5.bb";
    machine.start();
    network.socket.welcome("1.5.bb", true);
    network.socket.says({ type: "reset", reason: "epoch", cursor: "2.0.aa" });
    expect(machine.view.status).toBe("live");
  });

  it("counts an open without welcome for 10 s as failed", async () => {
    machine.start();
    const first = network.socket;
    first.open();
    await time.pass(10_000);
    expect(first.dropped).toBe(true);
    expect(machine.view.status).toBe("waiting");
  });

  it("passes text that is no frame over", () => {
    goLive();
    const before = frames.length;
    network.socket.says("nonsense" as unknown as ServerFrame);
    expect(frames.length).toBe(before);
  });
});

describe("losing the socket", () => {
  it("tries again within 300 ms, then waits longer and longer", async () => {
    goLive();
    network.socket.close(1006);
    const waits = [];
    for (let n = 0; n < 8; n += 1) {
      waits.push(await nextTry());
      network.socket.close(1006);
    }
    // Half of 300 ms, then half of 0.5, 1, 2, 4, 8, 16 and 30 s.
    expect(waits).toEqual([150, 250, 500, 1000, 2000, 4000, 8000, 15000]);
  });

  it("waits at most 2 s for 10 s after a restart", async () => {
    goLive();
    network.socket.close(1012);
    const waits = [];
    for (let n = 0; n < 6; n += 1) {
      waits.push(await nextTry());
      network.socket.close(1006);
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
  });

  it("starts the waits anew after a minute of good service", async () => {
    goLive();
    network.socket.close(1006);
    expect(await nextTry()).toBe(150);
    network.socket.close(1006);
    expect(await nextTry()).toBe(250);
    network.socket.welcome();
    network.socket.says({ type: "caught_up", cursor: "1.2.bb" });
    visible = false;
    await time.pass(61_000);
    network.socket.close(4008);
    expect(await nextTry()).toBe(150);
  });

  it.each([
    [4001, "session_ended"],
    [4003, "forbidden"],
    [4011, "outdated"],
  ] as const)("stops for good after %i", async (code, reason) => {
    goLive();
    network.socket.close(code);
    expect(machine.view).toMatchObject({ status: "closed", closed: reason });
    await time.pass(120_000);
    expect(network.sockets).toHaveLength(1);
  });

  it.each([1000, 1013, 4008, 4009, 4010])("comes back after %i", async (code) => {
    goLive();
    network.socket.close(code);
    expect(await nextTry()).toBeLessThan(60_000);
  });

  it("polls at once when there are too many sockets", () => {
    goLive();
    network.socket.close(4029);
    expect(machine.view.polling).toBe(true);
  });
});

describe("sockets that cannot be opened", () => {
  it("asks for the session and stops when there is none", async () => {
    session = "no";
    machine.start();
    network.socket.close(1006);
    await settle();
    expect(machine.view).toMatchObject({ status: "closed", closed: "session_ended" });
  });

  it("polls after three failures, until a socket opens", async () => {
    machine.start();
    for (let n = 0; n < 3; n += 1) {
      expect(machine.view.polling).toBe(false);
      network.socket.close(1006);
      await nextTry();
    }
    expect(machine.view.polling).toBe(true);
    network.socket.open();
    expect(machine.view.polling).toBe(false);
  });

  it("tries at once when the network is back or the tab is looked at", async () => {
    machine.start();
    for (let n = 0; n < 5; n += 1) {
      network.socket.close(1006);
      if (n < 4) await nextTry();
    }
    const before = network.sockets.length;
    machine.nudge();
    expect(network.sockets).toHaveLength(before + 1);
  });
});

describe("heartbeats", () => {
  it("go out every heartbeat_ms with the cursor", async () => {
    goLive();
    await time.pass(30_000);
    expect(network.socket.frames("heartbeat")).toEqual([{ type: "heartbeat", cursor: "1.1.aa" }]);
    network.socket.says({ type: "heartbeat", cursor: "1.4.dd", rooms: [] });
    await time.pass(30_000);
    expect(network.socket.frames("heartbeat")[1]).toEqual({ type: "heartbeat", cursor: "1.4.dd" });
  });

  it("drop a socket that does not answer for 5 s while one looks", async () => {
    goLive();
    const first = network.socket;
    await time.pass(34_999);
    expect(first.dropped).toBe(false);
    await time.pass(1);
    expect(first.dropped).toBe(true);
    expect(machine.view.status).toBe("waiting");
  });

  it("prove nothing while the tab is hidden, and are asked at once when it is shown", async () => {
    visible = false;
    goLive();
    await time.pass(40_000);
    expect(machine.view.status).toBe("live");
    visible = true;
    machine.nudge();
    await time.pass(5_000);
    expect(machine.view.status).toBe("waiting");
  });
});

describe("waking up", () => {
  it("trusts no socket that was silent for longer than a heartbeat takes", async () => {
    visible = false;
    goLive();
    const first = network.socket;
    // Timers of a frozen page stand still; here they fire, unheard.
    await time.pass(600_000);
    visible = true;
    machine.nudge();
    expect(first.dropped).toBe(true);
    expect(network.sockets).toHaveLength(2);
    network.socket.open();
    expect(network.socket.sent[0]).toMatchObject({ type: "hello", cursor: "1.1.aa" });
  });

  it("begins a try anew that hears nothing, and none that has just begun", async () => {
    machine.start();
    await time.pass(2_000);
    machine.nudge();
    expect(network.sockets).toHaveLength(1);
    await time.pass(1);
    machine.nudge();
    expect(network.sockets).toHaveLength(2);
    machine.nudge();
    expect(network.sockets).toHaveLength(2);
  });

  it("keeps a socket that gave a sign", async () => {
    visible = false;
    goLive();
    await time.pass(60_000);
    network.socket.says({ type: "heartbeat", cursor: "1.1.aa", rooms: [] });
    await time.pass(40_000);
    machine.nudge();
    expect(network.sockets).toHaveLength(1);
    expect(machine.view.status).toBe("live");
  });

  it("wakes nothing that has ended or not begun", () => {
    machine.nudge();
    expect(network.sockets).toHaveLength(0);
    goLive();
    network.socket.close(4001);
    machine.nudge();
    expect(network.sockets).toHaveLength(1);
  });
});

describe("commands and resumes", () => {
  it("refuses to send without a live socket", () => {
    machine.start();
    expect(machine.send({ type: "viewing", room_id: null })).toBe(false);
    network.socket.welcome();
    expect(machine.send({ type: "viewing", room_id: null })).toBe(true);
  });

  it("drops the socket and opens another from its cursor when a rev jumped", async () => {
    goLive();
    const first = network.socket;
    expect(machine.resume()).toBe(true);
    expect(first.dropped).toBe(true);
    expect(await nextTry()).toBe(150);
    network.socket.open();
    expect(network.socket.sent[0]).toMatchObject({ type: "hello", cursor: "1.1.aa" });
  });

  it("hears nothing of a socket it let go", () => {
    goLive();
    const first = network.socket;
    machine.stop();
    const count = frames.length;
    first.says({ type: "caught_up", cursor: "9" });
    first.close(1006);
    expect(frames.length).toBe(count);
    expect(views[views.length - 1]).toMatchObject({ status: "closed", closed: "stopped" });
  });
});
