import { language, t } from "../lib/i18n";
import type { ProblemBody } from "./types";

/** One field that the server refused. */
export interface FieldProblem {
  readonly field: string;
  readonly detail: string;
  /** What is wrong, for a program; none where the client itself found it. */
  readonly code?: string;
}

/** A request that did not succeed: refused by the server in its words, or without any answer. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  /**
   * @param status HTTP status, 0 when no answer came.
   * @param code the server's stable dotted code, `network.unreachable` when no answer came.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly retryAfterMs: number | null = null,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(detail);
  }

  /** Trying the same again can help: 429, 503 and no answer; wrong for all else. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

/** No answer came: cut, timed out, or the server is down. */
export function unreachable(): ApiProblem {
  return new ApiProblem(
    0,
    "network.unreachable",
    t("The server cannot be reached. Please try again."),
  );
}

/** Reads a refusal; a body that is no problem document (a proxy's page) gives plain words. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const found = isProblem(body) ? body : null;
  const retry = found?.retry_after_ms ?? secondsHeader(response);
  return new ApiProblem(
    response.status,
    found?.code ?? `http.${response.status}`,
    found?.detail ??
      found?.title ??
      t("The server answered {status}.", { status: String(response.status) }),
    retry,
    (found?.fields ?? []).map((field) => ({
      field: field.pointer.replace(/^#?\//u, ""),
      detail: field.detail,
      code: field.code,
    })),
  );
}

/** The words for any error, for a person. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiProblem ? error.message : t("Something went wrong. Please try again.");
}

/**
 * Whether the server's own words are as good as ours: it speaks English, but does not say how long to
 * wait, and of a field not whole sentences.
 */
const speaksForItself = ({ code, fields }: ApiProblem) =>
  language() === "en" && code !== "rate.limited" && fields.length === 0;

/** A refusal in the person's language; its words come when they are needed. */
export async function inWords(problem: ApiProblem): Promise<ApiProblem> {
  if (speaksForItself(problem)) return problem;
  try {
    return (await import("./problem-words")).said(problem);
  } catch {
    return problem;
  }
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

function secondsHeader(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
