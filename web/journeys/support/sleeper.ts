import { readdir, readFile } from "node:fs/promises";
import { type Browser, chromium, type LaunchOptions } from "@playwright/test";

/** A browser of its own that can be put to sleep as a closed lid does: nothing of it runs until it wakes. */
export class Sleeper {
  private asleep: readonly number[] = [];

  private constructor(
    readonly browser: Browser,
    private readonly pid: number,
    private readonly end: () => Promise<void>,
  ) {}

  static async with(options: LaunchOptions): Promise<Sleeper> {
    const server = await chromium.launchServer(options);
    const browser = await chromium.connect(server.wsEndpoint());
    const { pid } = server.process();
    if (pid === undefined) throw new Error("the browser has no process");
    return new Sleeper(browser, pid, () => server.close());
  }

  /** Stops every process of the browser. */
  async sleep(): Promise<void> {
    this.asleep = await treeOf(this.pid);
    for (const pid of this.asleep) process.kill(pid, "SIGSTOP");
  }

  /** Lets them all go on. */
  wake(): void {
    for (const pid of this.asleep) process.kill(pid, "SIGCONT");
    this.asleep = [];
  }

  async stop(): Promise<void> {
    this.wake();
    await this.end();
  }
}

/** The process and all that it started. */
async function treeOf(root: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    // One that has ended meanwhile has nothing to be read.
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const parent = stat
      .slice(stat.lastIndexOf(")") + 1)
      .trim()
      .split(" ")[1];
    if (parent !== undefined && /^\d+$/u.test(name)) parents.set(Number(name), Number(parent));
  }
  const tree = [root];
  for (const known of tree) {
    for (const [pid, parent] of parents) if (parent === known) tree.push(pid);
  }
  return tree;
}
