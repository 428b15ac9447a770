import type { Browser, Page } from "@playwright/test";

/** What the browser notes of one stretch of work. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of the processor, in µs: other processes of a shared machine do not count. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const MARK = "a page of the journey";

/** Lets the tasks of a page be told from those of other pages; to be called before it is opened. */
export async function knowTasks(page: Page): Promise<void> {
  await page.addInitScript((mark) => performance.mark(mark), MARK);
}

/** How long the tasks of the page took the processor while something was done, in ms, the longest in front. */
export async function tasksDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const categories = ["toplevel", "blink.user_timing", "__metadata"];
  await browser.startTracing(page, { categories });
  await page.evaluate((mark) => performance.mark(mark), MARK);
  try {
    await work();
  } finally {
    await page.evaluate((mark) => performance.mark(mark), MARK);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const ours = new Set(traceEvents.filter(({ name }) => name === MARK).map(({ pid }) => pid));
  const isMain = ({ name, pid, args }: TraceEvent) =>
    name === "thread_name" && args.name === "CrRendererMain" && ours.has(pid);
  const mains = new Set(traceEvents.filter(isMain).map(threadOf));
  return traceEvents
    .filter((event) => event.name === "ThreadControllerImpl::RunTask" && mains.has(threadOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a);
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}
