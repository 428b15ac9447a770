import { useCallback, useRef, useState } from "react";
import type { Message } from "../../api/types";
import { useClient, useLive } from "../../live/live-provider";
import { markRead } from "../../live/mark-read";
import type { RoomState } from "../../live/state";
import { LAYERS, useEscape } from "./use-escape";

/** What was unread when the room was opened; fixed until it is left. */
export interface Unread {
  /** The last read `seq`: the divider stands behind it. Null without anything unread. */
  readonly dividerSeq: number | null;
  /** Puts the divider behind another message, because the person left the rest unread. */
  readonly divide: (seq: number) => void;
  /** How many were unread and since when, until they are read or put aside. */
  readonly bar: { readonly count: number; readonly since: string } | null;
  /** The end was reached: by reading, or by a jump over what is unread. */
  readonly arrived: (how: "read" | "jumped") => void;
  /** The whole room counts as read. */
  readonly dismiss: () => void;
}

/** A message that is being changed is given up before the room counts as read. */
const BEFORE_READING = `${LAYERS}, article form`;

/** The unread messages at the moment of opening, and what became of them. */
export function useUnread(roomId: string, messages: readonly Message[] | undefined): Unread {
  const client = useLive();
  const unread = useClient((state) => state.rooms[roomId]?.unread_count ?? 0);
  const [opened] = useState(() => atOpening(client.runtime.store.getState().rooms[roomId]));
  const [dividerSeq, divide] = useState(opened?.seq ?? null);
  const [aside, setAside] = useState(opened === null);

  // Kept once it was in the window: a jump takes the first unread message out of it.
  const since = useRef<string | null>(null);
  if (opened !== null) {
    since.current ??= messages?.find((message) => message.seq > opened.seq)?.created_at ?? null;
  }
  const jumped = useRef(false);
  const arrived = useCallback((how: "read" | "jumped") => {
    if (how === "jumped") jumped.current = true;
    else if (!jumped.current) setAside(true);
  }, []);
  const dismiss = useCallback(() => {
    setAside(true);
    markRead(client, roomId);
  }, [client, roomId]);
  useEscape(dismiss, !aside || unread > 0, BEFORE_READING);

  const bar =
    aside || opened === null || since.current === null
      ? null
      : { count: opened.count, since: since.current };
  return { dividerSeq, divide, bar, arrived, dismiss };
}

function atOpening(room: RoomState | undefined): { seq: number; count: number } | null {
  if (room === undefined || room.unread_count === 0) return null;
  if (room.last_read_seq >= room.last_seq) return null;
  return { seq: room.last_read_seq, count: room.unread_count };
}
