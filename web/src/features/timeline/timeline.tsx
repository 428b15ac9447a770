import {
  memo,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Message } from "../../api/types";
import { t } from "../../lib/i18n";
import { useClient, useLive, useOutbox } from "../../live/live-provider";
import { lazily } from "../../ui/lazily";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import type { Goal } from "./goal";
import { MessageTools } from "./message-row";
import { buildRows } from "./rows";
import styles from "./timeline.module.css";
import { TimelineProblem } from "./timeline-problem";
import { TimelineRows } from "./timeline-rows";
import { useFlash } from "./use-flash";
import { useMessageActions } from "./use-message-actions";
import { useMessageClick } from "./use-message-click";
import { usePaging } from "./use-paging";
import { useRoving } from "./use-roving";
import { useSay } from "./use-say";
import { useScroll } from "./use-scroll";
import { useTimelineRoom } from "./use-timeline-room";
import { useUnread } from "./use-unread";
import { useWindow } from "./use-window";

const AskedDialog = lazily(() => import("./asked-dialog").then((module) => module.AskedDialog));
const TimelineNotes = lazily(() =>
  import("./timeline-notes").then((module) => module.TimelineNotes),
);

/** The one message in the tab order. */
const TAB_STOP = "article[tabindex='0']";

/** What others may ask of a timeline. */
export interface TimelineHandle {
  /** Goes to the newest message and stays with it. */
  toLatest(): void;
  /** Begins to edit my last message; false when there is none in reach. */
  editLast(): boolean;
  /** Whether the newest message is in view. */
  isAtEnd(): boolean;
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
  const { roomId, messageId, onEdit } = props;
  const client = useLive();
  const me = useClient((state) => state.me);
  const messages = useClient((state) => state.timelines[roomId]?.messages);
  const room = useTimelineRoom(roomId);
  const pending = useOutbox(roomId);
  const { said, say } = useSay();
  const unread = useUnread(roomId, messages);
  const { dividerSeq, divide, arrived } = unread;
  const where = useRef<() => Goal>(() => ({ is: "end" }));
  const opened = useWindow(roomId, messageId, dividerSeq, where);
  const { ready, goal, reached, go } = opened;
  const { actions, asked, close, failure } = useMessageActions({ ...props, say, divide });
  const paging = usePaging(roomId);
  const flash = useFlash(goal);

  const rows = useMemo(
    () => buildRows({ messages: messages ?? [], pending, me: me.id, dividerSeq }),
    [messages, pending, me.id, dividerSeq],
  );
  const readSeq = () => client.runtime.store.getState().rooms[roomId]?.last_read_seq ?? 0;
  const scroll = useScroll({
    ready,
    goal,
    reached,
    where,
    hasOlder: room.older > 0,
    hasNewer: room.newer > 0,
    divided: dividerSeq !== null,
    loadOlder: paging.loadOlder,
    loadNewer: paging.loadNewer,
    isWatched: () => client.attention.isPresent,
    readSeq,
    onSeen: (seq) => {
      if (seq > readSeq()) client.attention.seen(roomId, seq);
    },
    onEnd: () => arrived("read"),
  });
  const { atEnd } = scroll;
  const [muted, setMuted] = useState(false);

  const toLatest = useCallback(() => go({ is: "end" }), [go]);
  const onEdge = (edge: "start" | "end") => {
    if (edge === "start" ? room.older === 0 : room.newer === 0) return false;
    if (edge === "end") arrived("jumped");
    go({ is: edge, focus: true });
    return true;
  };
  const roving = useRoving(messages, onEdge);
  const onClick = useMessageClick(messageId, go);

  useEffect(() => MessageTools.ahead(), []);
  useEffect(() => {
    if (ready) client.readTimeline(roomId, !atEnd);
  }, [client, roomId, atEnd, ready]);
  useImperativeHandle(
    props.ref,
    () => ({
      toLatest,
      editLast: () => {
        const mine = messages?.findLast((m) => m.creator.id === me.id && !m.deleted);
        if (mine !== undefined) onEdit(mine.id);
        return mine !== undefined;
      },
      isAtEnd: () => atEnd,
    }),
    [toLatest, messages, me.id, onEdit, atEnd],
  );

  if (opened.problem !== null) {
    return <TimelineProblem words={opened.problem} onAgain={opened.again} />;
  }
  return (
    <div className={unread.bar === null ? styles.frame : `${styles.frame} ${styles.barred}`}>
      <div className={styles.scroller} ref={scroll.scroller}>
        <div
          className={styles.content}
          ref={scroll.content}
          role="log"
          aria-label={t("Messages in {room}", { room: room.name })}
          aria-live={paging.reading || muted || !reached ? "off" : "polite"}
          aria-busy={paging.reading || !reached}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
          onClick={onClick}
          onAnimationEnd={flash.done}
        >
          {ready ? (
            <TimelineRows
              rows={rows}
              me={me}
              room={room}
              older={room.older}
              newer={room.newer}
              reading={paging.reading}
              active={roving.active}
              editing={props.editing}
              flashed={flash.on}
              actions={actions}
              onOlder={paging.loadOlder}
              onNewer={paging.loadNewer}
              onTakeBack={props.onTakeBack}
            />
          ) : (
            <Waiting label={t("Reading the messages")} shape="talk" />
          )}
        </div>
      </div>
      {failure === null ? null : <Notice>{failure}</Notice>}
      {ready ? (
        <TimelineNotes
          bar={unread.bar}
          passed={!scroll.dividerAhead}
          atEnd={atEnd}
          below={Math.max(0, room.lastSeq - scroll.seenSeq)}
          lastSeq={room.lastSeq}
          inWindow={room.newer === 0}
          said={said}
          say={say}
          onMute={setMuted}
          onUnread={(focus) => go({ is: "unread", seq: dividerSeq ?? 0, focus })}
          onDismiss={(focus) => {
            unread.dismiss();
            if (focus) scroll.content.current?.querySelector<HTMLElement>(TAB_STOP)?.focus();
          }}
          onJump={(focus) => {
            arrived("jumped");
            go({ is: "end", focus });
          }}
        />
      ) : null}
      {asked === null ? null : <AskedDialog asked={asked} onClose={close} />}
    </div>
  );
});
