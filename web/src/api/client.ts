import { createHttp } from "./http";
import { ApiProblem, inWords, problemOf, unreachable } from "./problem";

/** How long a call may take before we count it as unanswered, in ms. Long polls bring their own signal. */
export const CALL_DEADLINE_MS = 15_000;

/** Where the API lives; the same origin always, so the cookie goes with it. */
export const API_ROOT = "/api/v1";

/** The calls, typed by the committed OpenAPI document. */
export const http = createHttp(API_ROOT);

type Listener = () => void;
const sessionEnded = new Set<Listener>();

/** Tells when any call but the sign-in itself is answered 401. The answer stops the telling. */
export function onSessionEnded(listener: Listener): () => void {
  sessionEnded.add(listener);
  return () => sessionEnded.delete(listener);
}

interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** Turns an answer into its value or throws the `ApiProblem` it carries. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw unreachable();
  }
  if (!answer.response.ok) {
    const problem = problemOf(answer.response, answer.error);
    if (problem.status === 401 && problem.code !== "session.wrong_credentials") {
      for (const listener of sessionEnded) listener();
    }
    throw await inWords(problem);
  }
  return answer.data as T;
}

/** Ends a call that takes too long. */
export function deadline(ms: number = CALL_DEADLINE_MS): AbortSignal {
  return AbortSignal.timeout(ms);
}

/** True for the refusal that says: this is not there, or hidden from you. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 404 || error.status === 403);
}
