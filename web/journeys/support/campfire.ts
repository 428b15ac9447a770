import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** How long a start may take before we give up, in ms; the target is far below. */
const START_MS = 60_000;
/** How long an orderly end may take; the server promises 25 s. */
const END_MS = 26_000;

/** A server of one journey: the real binary on a free port, with its own data folder. */
export interface Campfire {
  readonly url: string;
  /** Its data folder. */
  readonly folder: string;
  /** Ends the process in its orderly way; what it stored stays. */
  halt(): Promise<void>;
  /** Starts it again, at the same address on the same folder. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the binary and waits for the line with its address. */
export async function startCampfire(): Promise<Campfire> {
  const folder = await mkdtemp(join(tmpdir(), "campfire-journey-"));
  let run = launch(folder, "127.0.0.1:0");
  const stop = async () => {
    await run.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await run.address;
    const again = async () => {
      run = launch(folder, new URL(url).host);
      await run.address;
    };
    return { url, folder, halt: () => run.end(), again, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One process on a folder. */
function launch(folder: string, listen: string) {
  const args = ["serve", "--listen", listen, "--data-dir", folder, "--rate-limits", "off"];
  const child = spawn(binary(), args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const end = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
    await ended;
    clearTimeout(timer);
  };
  return { address: address(child), end };
}

function binary(): string {
  const named = process.env.CAMPFIRE_BIN;
  const target = resolve(import.meta.dirname, "../../../target");
  const candidates = [named, join(target, "release/campfire"), join(target, "debug/campfire")];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("no campfire binary: build it, or set CAMPFIRE_BIN");
  return found;
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(
      () => reject(new Error(`no address after ${START_MS} ms:\n${said}`)),
      START_MS,
    );
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /https?:\/\/127\.0\.0\.1:\d+/u.exec(said);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`campfire ended with ${code}:\n${said}`));
    });
  });
}
