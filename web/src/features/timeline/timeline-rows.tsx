import { useClient } from "../../live/live-provider";
import { EdgeRow } from "./edge-row";
import { MessageRow } from "./message-row";
import { PendingRow } from "./pending-row";
import { RoomStart } from "./room-start";
import { byDay, type Row } from "./rows";
import { DayPart, DaySeparator, UnreadDivider } from "./separators";
import type { MessageActions } from "./use-message-actions";

/** The lines of a timeline, in order, and what lies beyond them. */
export function TimelineRows(props: {
  rows: readonly Row[];
  me: { id: string; name: string };
  room: { name: string; ping: boolean; manage: boolean; lonely: boolean };
  /** How many messages lie before and behind the window. */
  older: number;
  newer: number;
  reading: boolean;
  active: string | null;
  editing: string | null;
  flashed: string | null;
  actions: MessageActions;
  onOlder: () => void;
  onNewer: () => void;
  onTakeBack: (body: string) => void;
}) {
  const people = useClient((state) => state.people);
  const { me, reading } = props;
  const draw = (row: Row) => {
    switch (row.is) {
      case "day":
        return <DaySeparator key={row.key} at={row.at} />;
      case "divider":
        return <UnreadDivider key={row.key} />;
      case "pending":
        return (
          <PendingRow
            key={row.key}
            entry={row.entry}
            me={me}
            grouped={row.grouped}
            onTakeBack={props.onTakeBack}
          />
        );
      case "message": {
        const { message } = row;
        const mine = message.creator.id === me.id;
        return (
          <MessageRow
            key={row.key}
            message={message}
            author={people[message.creator.id]?.name ?? message.creator.name}
            me={me.id}
            grouped={row.grouped}
            mayChange={mine || props.room.manage}
            mayMarkUnread={!mine}
            active={props.active === message.id}
            editing={props.editing === message.id}
            flashed={props.flashed === message.id}
            actions={props.actions}
          />
        );
      }
    }
  };
  return (
    <>
      {props.older > 0 ? (
        <EdgeRow end="older" missing={props.older} reading={reading} onLoad={props.onOlder} />
      ) : (
        <RoomStart room={props.room} empty={props.rows.length === 0} />
      )}
      {byDay(props.rows).map((rows) => (
        <DayPart key={rows[0]?.key}>{rows.map(draw)}</DayPart>
      ))}
      {props.newer > 0 ? (
        <EdgeRow end="newer" missing={props.newer} reading={reading} onLoad={props.onNewer} />
      ) : null}
    </>
  );
}
