import type { Me, Message, Room, User } from "../api/types";

/** Ids in the shape of the server's, told apart by their end. */
export function anId(kind: "user" | "room" | "message" | "client", n: number): string {
  const head = { user: "0199000a", room: "0199000b", message: "0199000c", client: "5f0f0f0f" };
  const version = kind === "client" ? "4000" : "7000";
  return `${head[kind]}-0000-${version}-8000-${n.toString(16).padStart(12, "0")}`;
}

/** A person. */
export function aUser(n: number, name: string, over: Partial<User> = {}): User {
  const handle = name.toLowerCase().split(" ")[0] ?? "someone";
  const id = anId("user", n);
  return { id, name, handle, role: "member", bio: "", standing: "active", ...over };
}

export const ann = aUser(1, "Ann Archer", { role: "administrator" });
export const ben = aUser(2, "Ben Okafor");
export const cleo = aUser(3, "Cleo Duarte");

/** Ann, as she sees herself. */
export const me: Me = {
  id: ann.id,
  name: ann.name,
  handle: ann.handle,
  role: ann.role,
  bio: ann.bio,
  email: "ann@example.org",
  flags_version: 1,
};

/** A room of mine. */
export function aRoom(n: number, over: Partial<Room> = {}): Room {
  return {
    id: anId("room", n),
    kind: "open",
    name: `Room ${n}`,
    creator_id: ann.id,
    last_seq: 0,
    rev: 1,
    last_read_seq: 0,
    unread_count: 0,
    mention_count: 0,
    involvement: "everything",
    favourite: false,
    last_message_at: null,
    members: null,
    ...over,
  };
}

/** A message of a room; `rev` follows `seq`, times are a minute apart. */
export function aMessage(
  room: Room,
  seq: number,
  author: User,
  over: Partial<Message> = {},
): Message {
  const { id, name, handle, role } = author;
  const text = over.source ?? `Message ${seq}`;
  return {
    id: anId("message", seq),
    room_id: room.id,
    seq,
    rev: seq + 1,
    client_message_id: anId("client", seq),
    creator: { id, name, handle, role },
    html: `<p>${text}</p>`,
    plain_text: text,
    source: text,
    format: "markdown",
    mentions: [],
    sound: null,
    boosts: [],
    created_at: new Date(Date.UTC(2026, 10, 21, 8, seq)).toISOString(),
    edited_at: null,
    deleted: false,
    ...over,
  };
}
