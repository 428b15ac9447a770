import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createHttp } from "./http";

const http = createHttp("/api/v1");
const asked = vi.fn<typeof fetch>();
const answer = (status: number, body: string | null) =>
  asked.mockImplementation(async () => new Response(body, { status }));

beforeEach(() => vi.stubGlobal("fetch", asked.mockReset()));
afterEach(() => vi.unstubAllGlobals());

it("puts what is asked into the address, and nothing for what is not", async () => {
  answer(200, '{"users":[]}');
  const query = { room_id: "r 1", query: "ä&b", after: undefined };
  const { data } = await http.GET("/users", { params: { query } } as never);
  expect(data).toEqual({ users: [] });
  expect(asked.mock.calls[0]?.[0]).toBe("/api/v1/users?room_id=r+1&query=%C3%A4%26b");
  await http.GET("/rooms/{room_id}", { params: { path: { room_id: "a/b" } } });
  expect(asked.mock.calls[1]?.[0]).toBe("/api/v1/rooms/a%2Fb");
});

it("sends a body as JSON with the cookie of this origin, and takes an empty answer", async () => {
  answer(204, null);
  const body = { feature: "files_enabled", action: "viewed" };
  const { data, error } = await http.POST("/feature-feedback", { body });
  expect([data, error]).toEqual([undefined, undefined]);
  expect(asked.mock.calls[0]?.[1]).toEqual({
    method: "POST",
    credentials: "same-origin",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
});

it("tells a refusal from an answer, whatever its form", async () => {
  answer(422, '{"code":"request.invalid"}');
  expect((await http.GET("/me")).error).toEqual({ code: "request.invalid" });
  answer(502, "<h1>Bad Gateway</h1>");
  const { data, error, response } = await http.GET("/me");
  expect([data, error, response.status]).toEqual([undefined, "<h1>Bad Gateway</h1>", 502]);
});

it("hands on the wish to stop, and no answer as what it is", async () => {
  const { signal } = new AbortController();
  asked.mockRejectedValue(new TypeError("Failed to fetch"));
  await expect(http.DELETE("/session", { signal })).rejects.toThrow("Failed to fetch");
  expect(asked.mock.calls[0]?.[1]).toMatchObject({ method: "DELETE", signal });
});

it("gives a style sheet as its text", async () => {
  answer(200, '"quoted"');
  const { data } = await http.GET("/account/custom.css", { parseAs: "text" });
  expect(data).toBe('"quoted"');
});
