import {
  lazy,
  memo,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useState,
} from "react";
import type { Message } from "../../api/types";
import { useClient, useLive, useOutbox } from "../../live/live-provider";
import { newestSeq } from "../../live/timeline-state";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { DeleteDialog } from "./delete-dialog";
import { JumpButton } from "./jump-button";
import { buildRows } from "./rows";
import styles from "./timeline.module.css";
import { TimelineProblem } from "./timeline-problem";
import { TimelineRows } from "./timeline-rows";
import { useKeep } from "./use-keep";
import { useMarkUnread } from "./use-mark-unread";
import { useOpened } from "./use-opened";
import { usePaging } from "./use-paging";
import { usePersonClick } from "./use-person-click";
import { useRoving } from "./use-roving";
import { useScroll } from "./use-scroll";
import { useTimelineRoom } from "./use-timeline-room";

/** It comes when somebody boosts. */
const BoostDialog = lazy(() =>
  import("./boost-dialog").then((module) => ({ default: module.BoostDialog })),
);

/** What others may ask of a timeline. */
export interface TimelineHandle {
  /** Goes to the newest message and stays with it. */
  toLatest(): void;
  /** Begins to edit my last message; false when there is none in reach. */
  editLast(): boolean;
}

/** A room's messages: history both ways, holding still while one reads. */
export const Timeline = memo(function Timeline(props: {
  ref: Ref<TimelineHandle>;
  roomId: string;
  messageId: string | null;
  editing: string | null;
  onEdit: (id: string | null) => void;
  onTakeBack: (body: string) => void;
  onReply: (message: Message, author: string) => void;
}) {
  const { roomId, onEdit } = props;
  const client = useLive();
  const me = useClient((state) => state.me);
  const timeline = useClient((state) => state.timelines[roomId]);
  const room = useTimelineRoom(roomId);
  const pending = useOutbox(roomId);
  const opened = useOpened(roomId, props.messageId);
  const { markUnread, problem } = useMarkUnread(roomId, opened.divide);
  const keep = useKeep(roomId);
  const paging = usePaging(roomId);
  const [deleting, setDeleting] = useState<string | null>(null);
  const [boosting, setBoosting] = useState<string | null>(null);

  const messages = timeline?.messages;
  const hasNewer = timeline !== undefined && newestSeq(timeline) < room.lastSeq;
  const rows = useMemo(
    () =>
      buildRows({
        messages: messages ?? [],
        pending,
        me: me.id,
        dividerSeq: opened.dividerSeq,
      }),
    [messages, pending, me.id, opened.dividerSeq],
  );
  const scroll = useScroll({
    ready: opened.ready,
    hasOlder: timeline?.hasOlder ?? false,
    hasNewer,
    messageId: props.messageId,
    loadOlder: paging.loadOlder,
    loadNewer: paging.loadNewer,
    onSeen: (seq) => {
      if (seq > room.readSeq) client.attention.seen(roomId, seq);
    },
  });
  const roving = useRoving(messages);
  const onClick = usePersonClick();

  useEffect(() => {
    if (scroll.atEnd) client.trimTimeline(roomId);
  });
  const { follow } = scroll;
  const toLatest = useCallback(() => {
    follow();
    if (!hasNewer) return;
    client.openTimeline(roomId, { at: "newest" }).then(follow, () => undefined);
  }, [client, follow, hasNewer, roomId]);
  useImperativeHandle(
    props.ref,
    () => ({
      toLatest,
      editLast: () => {
        const mine = messages?.findLast((m) => m.creator.id === me.id && !m.deleted);
        if (mine !== undefined) onEdit(mine.id);
        return mine !== undefined;
      },
    }),
    [toLatest, messages, me.id, onEdit],
  );

  if (opened.problem !== null) {
    return <TimelineProblem words={opened.problem} onAgain={opened.again} />;
  }
  return (
    <div className={styles.frame}>
      <div className={styles.scroller} ref={scroll.scroller}>
        <div
          className={styles.content}
          ref={scroll.content}
          role="log"
          aria-label={`Messages in ${room.name}`}
          aria-live={paging.reading || !opened.ready ? "off" : "polite"}
          aria-busy={paging.reading}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
          onClick={onClick}
        >
          {opened.ready ? (
            <TimelineRows
              rows={rows}
              me={me}
              room={room}
              atStart={timeline?.hasOlder === false}
              active={roving.active}
              editing={props.editing}
              flashed={props.messageId}
              onEdit={onEdit}
              onDelete={setDeleting}
              onMarkUnread={markUnread}
              onBoost={setBoosting}
              onKeep={keep.keep}
              onTakeBack={props.onTakeBack}
              onReply={props.onReply}
            />
          ) : (
            <Waiting label="Reading the messages" />
          )}
        </div>
      </div>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      {keep.problem === null ? null : <Notice>{keep.problem.message}</Notice>}
      <p className="visually-hidden" aria-live="polite">
        {keep.kept === null ? "" : "Kept as bookmark"}
      </p>
      {scroll.atEnd || !opened.ready ? null : (
        <JumpButton count={Math.max(0, room.lastSeq - scroll.seenSeq)} onJump={toLatest} />
      )}
      {boosting === null ? null : (
        <Suspense fallback={null}>
          <BoostDialog roomId={roomId} messageId={boosting} onClose={() => setBoosting(null)} />
        </Suspense>
      )}
      {deleting === null ? null : (
        <DeleteDialog roomId={roomId} messageId={deleting} onClose={() => setDeleting(null)} />
      )}
    </div>
  );
});
