import type { Client } from "openapi-fetch";
import type { paths } from "./generated/schema";

/** What a call may carry; its types, by path and verb, are those of the document. */
interface Init {
  readonly params?: {
    readonly path?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly parseAs?: "json" | "text";
}

/**
 * The calls of the committed OpenAPI document, typed by openapi-fetch, of whose code we need this
 * little: it would be the largest thing that the sign-in loads after React.
 */
export function createHttp(root: string) {
  const verb =
    (method: string) =>
    async (path: string, { params, body, signal, parseAs = "json" }: Init = {}) => {
      const response = await fetch(root + addressOf(path, params), {
        method,
        credentials: "same-origin",
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        }),
        ...(signal !== undefined && { signal }),
      });
      const text = await response.text();
      if (!response.ok) return { error: parsed(text), response };
      return { data: parseAs === "text" ? text : parsed(text), response };
    };
  return {
    GET: verb("GET"),
    PUT: verb("PUT"),
    POST: verb("POST"),
    PATCH: verb("PATCH"),
    DELETE: verb("DELETE"),
  } as unknown as Pick<Client<paths>, "GET" | "PUT" | "POST" | "PATCH" | "DELETE">;
}

function addressOf(path: string, { path: places = {}, query = {} }: Init["params"] = {}): string {
  const there = path.replace(/\{(\w+)\}/gu, (_, name) => encodeURIComponent(places[name] ?? ""));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) asked.set(name, String(value));
  }
  return asked.size === 0 ? there : `${there}?${asked}`;
}

/** A body as JSON; nothing for none, and what something in between answered as its text. */
function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
