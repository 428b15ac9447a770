import type {
  AccountInEvent,
  FeatureFlags,
  Involvement,
  Message,
  RoomInEvent,
  User,
} from "../api/types";

/** Which features are on. */
export type FlagStates = FeatureFlags["flags"];

/** A boost as an event carries it. */
export type Boost = Message["boosts"][number];

/** What happened and the state after it, never a delta. Unknown kinds reach us too and are passed over. */
export type EventBody =
  | { kind: "message_posted"; data: { message: Message } }
  | { kind: "message_edited"; data: { message: Message } }
  | { kind: "message_deleted"; data: { message: Message } }
  | { kind: "messages_erased"; data: { user_id: string } }
  | { kind: "boost_added"; data: { message_id: string; boost: Boost } }
  | { kind: "boost_removed"; data: { message_id: string; boost_id: string } }
  | { kind: "room_created"; data: { room: RoomInEvent } }
  | { kind: "room_updated"; data: { room: RoomInEvent } }
  | { kind: "room_deleted"; data: { room_id: string } }
  | { kind: "membership_granted"; data: { room: RoomInEvent; user: User } }
  | { kind: "membership_revoked"; data: { room_id: string; user_id: string } }
  | { kind: "involvement_changed"; data: { room_id: string; involvement: Involvement } }
  | { kind: "bookmark_added"; data: { room_id: string; message_id: string } }
  | { kind: "bookmark_removed"; data: { room_id: string; message_id: string } }
  | { kind: "favourite_changed"; data: { room_id: string; favourite: boolean } }
  | {
      kind: "read_moved";
      data: { room_id: string; last_read_seq: number; unread_count: number; mention_count: number };
    }
  | { kind: "user_updated"; data: { user: User } }
  | { kind: "account_updated"; data: { account: AccountInEvent } }
  | { kind: "flags_changed"; data: { version: number; flags: FlagStates } }
  | { kind: "sessions_ended"; data: { session_ids: string[] } }
  | { kind: "post_refused"; data: { client_message_id: string; room_id: string; code: string } };

/** One entry of the event log, as the socket and the long poll both give it. */
export type LiveEvent = {
  readonly cursor: string;
  readonly room_id?: string | null;
  readonly rev?: number | null;
  readonly at: string;
} & EventBody;

/** Why the server could not replay. */
export type ResetReason = "expired" | "epoch" | "too_many" | "unknown";

/** What the server sends over the socket. */
export type ServerFrame =
  | {
      type: "welcome";
      connection_id: string;
      cursor: string;
      heartbeat_ms: number;
      resumed: boolean;
      flags_version: number;
      build: string;
    }
  | ({ type: "event" } & LiveEvent)
  | { type: "caught_up"; cursor: string }
  | { type: "reset"; reason: ResetReason; cursor: string; missed?: number | null }
  | {
      type: "ack";
      client_message_id: string;
      message_id: string;
      room_id: string;
      seq?: number | null;
      state: "stored" | "queued";
      duplicate: boolean;
    }
  | {
      type: "refused";
      command: string;
      client_message_id?: string | null;
      code: string;
      detail: string;
      retryable: boolean;
      retry_after_ms?: number | null;
    }
  | { type: "heartbeat"; cursor: string; rooms: { room_id: string; rev: number }[] }
  | {
      type: "presence";
      online?: string[] | null;
      joined?: string[] | null;
      left?: string[] | null;
      /** How many are here, when they are too many to name. */
      online_count?: number | null;
    }
  | { type: "typing"; room_id: string; user_ids: string[] }
  | { type: "slow_down"; retry_after_ms: number }
  | { type: "health"; degraded: boolean; reasons: string[] };

/** What we send. */
export type ClientFrame =
  | { type: "hello"; protocol: 1; cursor?: string }
  | { type: "typing"; room_id: string; active: boolean }
  | { type: "viewing"; room_id: string | null }
  | { type: "read"; room_id: string; seq: number }
  | { type: "heartbeat"; cursor: string };

/** Reads a text frame; what is no object with a `type` is null. Unknown types are the reader's to pass over. */
export function parseFrame(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value
      ? (value as ServerFrame)
      : null;
  } catch {
    return null;
  }
}
