import { type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { Poster } from "./support/poster";
import { test } from "./support/test";

/** First bytes of frames with their end, of a client and of a server (RFC 6455, 5.2). */
const PING = 0x89;
const PONG = 0x8a;
const MASKED = 0x80;
const PINGS = 25;

/** A socket of nobody's client: a browser never pings, other programs do. */
async function opened(person: Person): Promise<Duplex> {
  const cookies = await person.page.context().cookies(person.url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const asked = request(`${person.url}/api/v1/live`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      origin: person.url,
      cookie,
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.from("sixteen bytes 16").toString("base64"),
    },
  });
  const socket = new Promise<Duplex>((done, fail) => {
    asked.once("upgrade", (_answer: IncomingMessage, found: Duplex) => done(found));
    asked.once("response", ({ statusCode }) => fail(new Error(`no socket: ${statusCode}`)));
    asked.once("error", fail);
  });
  asked.end();
  return socket;
}

/** One short frame, masked with zeros: what it says is what is written. */
function frame(first: number, words: string): Buffer {
  const said = Buffer.from(words);
  return Buffer.concat([Buffer.from([first, MASKED | said.length, 0, 0, 0, 0]), said]);
}

/** What the pongs among the frames of a server say, in order. */
function pongs(bytes: Buffer): string[] {
  const said: string[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const short = bytes.readUInt8(at + 1);
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (at + head > bytes.length) break;
    const length =
      head === 2
        ? short
        : head === 4
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2));
    const end = at + head + length;
    if (end > bytes.length) break;
    if (bytes[at] === PONG) said.push(bytes.subarray(at + head, end).toString());
    at = end;
  }
  return said;
}

test("who pings is answered, also while messages come", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await expect(ann.input).toBeVisible();
  const poster = await Poster.of(ann);
  const socket = await opened(ann);
  let heard = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
  });
  const wanted = Array.from({ length: PINGS }, (_, n) => `ping ${n}`);
  // One before anything was said, then among the rest.
  socket.write(frame(PING, "first"));
  await expect.poll(() => pongs(heard)).toEqual(["first"]);
  socket.write(frame(0x81, JSON.stringify({ type: "hello", protocol: 1 })));
  for (const words of wanted) {
    const before = pongs(heard).length;
    socket.write(frame(PING, words));
    await poster.post(`Beside ${words}`);
    await expect.poll(() => pongs(heard).length).toBe(before + 1);
  }
  expect(pongs(heard)).toEqual(["first", ...wanted]);
  expect(heard.toString()).toContain("Beside ping 24");
  socket.destroy();
});
