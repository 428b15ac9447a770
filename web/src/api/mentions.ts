import { answered, deadline, http } from "./client";
import type { MentionPage, User } from "./types";

/** Reads what mentions me, newest first; `before` is the `next` of the page before. */
export function listMentions(before: string | null): Promise<MentionPage> {
  const params = { query: before === null ? {} : { before } };
  return answered(http.GET("/me/mentions", { params, signal: deadline() }));
}

/** Those of a room whose name or handle has these letters. */
export async function findInRoom(room_id: string, query: string): Promise<User[]> {
  const params = { query: { room_id, query } };
  return (await answered(http.GET("/users", { params, signal: deadline() }))).users;
}
