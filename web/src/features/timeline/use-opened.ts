import { useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { PagePlace } from "../../api/queries";
import { useClient, useConnection, useLive } from "../../live/live-provider";
import type { RoomState } from "../../live/state";
import { newestSeq, oldestSeq, type Timeline } from "../../live/timeline-state";

/** How the room was opened; fixed until it is left. */
export interface Opened {
  /** False while the first page is on its way. */
  readonly ready: boolean;
  /** The last read `seq` at the moment of opening, when something was unread. */
  readonly dividerSeq: number | null;
  readonly problem: string | null;
  /** Puts the divider behind another message, because the person left the rest unread. */
  readonly divide: (seq: number) => void;
  readonly again: () => void;
}

/** Opens a window on the room: at a linked message, at the first unread one, else at the end. */
export function useOpened(roomId: string, messageId: string | null): Opened {
  const client = useLive();
  const held = useClient((state) => state.timelines[roomId] !== undefined);
  const [dividerSeq, divide] = useState(() =>
    firstUnread(client.runtime.store.getState().rooms[roomId]),
  );
  const [fresh, setFresh] = useState(() => {
    const { timelines, rooms } = client.runtime.store.getState();
    return messageId !== null || !shows(timelines[roomId], rooms[roomId], dividerSeq);
  });
  const [failed, setFailed] = useState<{ place: string | null; words: string } | null>(null);
  const problem = failed !== null && failed.place === messageId ? failed.words : null;

  // A reset takes every window away; the room is then opened again like the first time.
  const needed = fresh || !held;
  useEffect(() => {
    if (!needed || problem !== null) return;
    let wanted = true;
    client.openTimeline(roomId, placeOf(messageId, dividerSeq)).then(
      () => {
        if (wanted) setFresh(false);
      },
      (error) => {
        if (wanted) setFailed({ place: messageId, words: wordsOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [client, roomId, messageId, dividerSeq, needed, problem]);
  useEffect(() => () => client.leaveTimeline(roomId), [client, roomId]);

  const again = useCallback(() => setFailed(null), []);
  // What failed without a connection is tried again when there is one.
  const { connected } = useConnection();
  const was = useRef(connected);
  useEffect(() => {
    if (connected && !was.current && problem !== null) again();
    was.current = connected;
  }, [connected, problem, again]);
  return { ready: !needed, dividerSeq, divide, problem: needed ? problem : null, again };
}

function firstUnread(room: RoomState | undefined): number | null {
  if (room === undefined || room.unread_count === 0) return null;
  return room.last_read_seq < room.last_seq ? room.last_read_seq : null;
}

/** A window from an earlier visit will do when it holds the place to open at. */
function shows(
  timeline: Timeline | undefined,
  room: RoomState | undefined,
  dividerSeq: number | null,
): boolean {
  if (timeline === undefined || room === undefined) return false;
  const target = dividerSeq === null ? room.last_seq : dividerSeq + 1;
  return oldestSeq(timeline) <= target && target <= newestSeq(timeline);
}

function placeOf(messageId: string | null, dividerSeq: number | null): PagePlace {
  if (messageId !== null) return { at: "around", place: messageId };
  if (dividerSeq === null) return { at: "newest" };
  return dividerSeq === 0 ? { at: "after", seq: 0 } : { at: "around", place: String(dividerSeq) };
}
