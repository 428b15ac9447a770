import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "../../api/problem";
import { useClient, useConnection, useLive } from "../../live/live-provider";
import { type Goal, holds, placeOf } from "./goal";

/** The window on a room's messages: where it is, and how to move it. */
export interface RoomWindow {
  /** False while there is nothing to show yet. */
  readonly ready: boolean;
  /** What is to be in view: another object for each wish. */
  readonly goal: Goal;
  /** The goal is in the window. */
  readonly reached: boolean;
  readonly problem: string | null;
  readonly go: (goal: Goal) => void;
  readonly again: () => void;
}

/** Opens a window on the room, and another one when the goal lies outside. `where` says what is in view now. */
export function useWindow(
  roomId: string,
  messageId: string | null,
  dividerSeq: number | null,
  where: RefObject<() => Goal>,
): RoomWindow {
  const client = useLive();
  const held = useClient((state) => state.timelines[roomId] !== undefined);
  const wishFor = useCallback(
    (goal: Goal) => {
      const { timelines, rooms } = client.runtime.store.getState();
      const lastSeq = rooms[roomId]?.last_seq ?? 0;
      return { goal, reached: holds(timelines[roomId], goal, lastSeq) };
    },
    [client, roomId],
  );
  const [wish, setWish] = useState(() => wishFor(first(messageId, dividerSeq)));
  const [failed, setFailed] = useState<{ goal: Goal; words: string } | null>(null);
  const { goal, reached } = wish;
  const problem = failed !== null && failed.goal === goal ? failed.words : null;
  const go = useCallback((next: Goal) => setWish(wishFor(next)), [wishFor]);

  // Another address of the same room: a link to a message was followed, or the room's own.
  const address = useRef(messageId);
  useEffect(() => {
    if (address.current === messageId) return;
    address.current = messageId;
    go(first(messageId, null));
  }, [messageId, go]);

  // A reset takes every window away: the reader shall find what was in view.
  useEffect(() => {
    if (reached && !held) setWish({ goal: where.current(), reached: false });
  }, [reached, held, where]);

  // Not by `held`: the answer fills the window before it is known here, and would be asked for twice.
  useEffect(() => {
    if (reached || problem !== null) return;
    let wanted = true;
    client.openTimeline(roomId, placeOf(goal)).then(
      () => {
        if (wanted) setWish({ goal, reached: true });
      },
      (error) => {
        if (wanted) setFailed({ goal, words: wordsOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [client, roomId, goal, reached, problem]);
  useEffect(() => () => client.leaveTimeline(roomId), [client, roomId]);

  const again = useCallback(() => setFailed(null), []);
  // What failed without a connection is tried again when there is one.
  const { connected } = useConnection();
  const was = useRef(connected);
  useEffect(() => {
    if (connected && !was.current && problem !== null) again();
    was.current = connected;
  }, [connected, problem, again]);

  // A first window shows itself when it is where it shall be; later the old one stays until then.
  const shown = useRef(false);
  shown.current = held && (reached || shown.current);
  return { ready: shown.current, goal, reached, problem, go, again };
}

function first(messageId: string | null, dividerSeq: number | null): Goal {
  if (messageId !== null) return { is: "message", id: messageId };
  return dividerSeq === null ? { is: "end" } : { is: "unread", seq: dividerSeq };
}
