// The journey of a program that knows Campfire by its OpenAPI document only.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const email = "ann@example.org";
const password = "correct horse battery";
const baseUrl = `${process.env["CAMPFIRE_URL"]}/api/v1`;

const stranger = createClient<paths>({ baseUrl });
const made = await stranger.POST("/setup", {
  body: { account_name: "Acme", name: "Ann", email, password },
});
assert.equal(made.response.status, 201);

const issued = await stranger.POST("/tokens", { body: { email, password } });
assert(issued.data);
const ann = createClient<paths>({
  baseUrl,
  headers: { authorization: `Bearer ${issued.data.access_token}` },
});

const room = await ann.POST("/rooms", { body: { kind: "open", name: "Launch" } });
assert(room.data);
const path = { room_id: room.data.id };

const body = { client_message_id: randomUUID(), body: "Hello, **world**!" };
const posted = await ann.POST("/rooms/{room_id}/messages", { params: { path }, body });
assert(posted.data);
assert.equal(posted.response.status, 201);
assert.equal(posted.data.duplicate, false);
assert.equal(posted.data.seq, 1);
const again = await ann.POST("/rooms/{room_id}/messages", { params: { path }, body });
assert(again.data);
assert.equal(again.response.status, 200);
assert.equal(again.data.duplicate, true);
assert.equal(again.data.id, posted.data.id);

const page = await ann.GET("/rooms/{room_id}/messages", {
  params: { path, query: { limit: 10 } },
});
assert(page.data);
assert.deepEqual(
  page.data.messages.map((message) => message.plain_text),
  ["Hello, world!"],
);

const message = { params: { path: { ...path, message_id: posted.data.id } } };
const edited = await ann.PATCH("/rooms/{room_id}/messages/{message_id}", {
  ...message,
  body: { body: "Hello, *moon*!" },
});
assert.equal(edited.data?.plain_text, "Hello, moon!");
const deleted = await ann.DELETE("/rooms/{room_id}/messages/{message_id}", message);
assert.equal(deleted.response.status, 204);
const tombstone = await ann.GET("/rooms/{room_id}/messages/{message_id}", message);
assert.equal(tombstone.data?.deleted, true);

const refused = await ann.PATCH("/rooms/{room_id}/messages/{message_id}", {
  ...message,
  body: { body: "Too late" },
});
assert.equal(refused.response.status, 409);
const problem: components["schemas"]["Problem"] | undefined = refused.error;
assert.equal(problem?.code, "message.deleted");

console.log("TypeScript client: 10 calls, the journey is complete");
