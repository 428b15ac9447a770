import { http } from "../api/client";
import { ApiProblem } from "../api/problem";

/** One fault may bring many errors; the first ones tell it. */
const MOST = 5;
/** As long as the server takes. */
const MESSAGE_CHARS = 500;

let told = 0;

/** Tells the server of an error in the client itself. A refusal of the server is none; failing to tell stays silent. */
export function tellError(error: unknown): void {
  if (error instanceof ApiProblem || told >= MOST) return;
  told += 1;
  const body = {
    message: String(error).slice(0, MESSAGE_CHARS) || "nothing",
    where: `/${location.pathname.split("/")[1] ?? ""} ${placeOf(error)}`,
    build: import.meta.url.split("/").at(-1) ?? "",
  };
  void http.POST("/client-errors", { body }).catch(() => undefined);
}

/** Tells of every error that nobody caught. */
export function tellErrors(): void {
  // Without an error object it is the browser's own remark, or a script of an extension.
  window.addEventListener("error", ({ error }) => error instanceof Error && tellError(error));
  window.addEventListener("unhandledrejection", ({ reason }) => tellError(reason));
}

/** The file of ours in which it happened, as "chat-B4xW0rTe.js:1:2345". */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return /[\w-]+\.[jt]sx?(?:\?[^:)\s]*)?:\d+:\d+/u.exec(stack)?.[0] ?? "";
}
