import { deadline } from "../../api/client";
import { unreachable } from "../../api/problem";

/** What the server says of itself. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Asks the server whether it can do all its work; it tries a write for that. */
async function readiness(): Promise<Readiness> {
  try {
    const answer = await fetch("/readyz", { signal: deadline() });
    const said: unknown = await answer.json();
    if (isReadiness(said)) return said;
  } catch {
    // No answer, or that of something in between.
  }
  throw unreachable();
}

function isReadiness(said: unknown): said is Readiness {
  return typeof said === "object" && said !== null && "ready" in said && "reasons" in said;
}

export const healthCalls = { readiness } as const;

/** The calls as a type, for doubles. */
export type HealthCalls = typeof healthCalls;
