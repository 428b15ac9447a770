import type { Message } from "../../api/types";
import { useClient } from "../../live/live-provider";
import { MessageRow } from "./message-row";
import { PendingRow } from "./pending-row";
import { RoomStart } from "./room-start";
import type { Row } from "./rows";
import { DaySeparator, UnreadDivider } from "./separators";

/** The lines of a timeline, in order. */
export function TimelineRows(props: {
  rows: readonly Row[];
  me: { id: string; name: string };
  room: { name: string; manage: boolean; lonely: boolean };
  atStart: boolean;
  active: string | null;
  editing: string | null;
  flashed: string | null;
  onEdit: (id: string | null) => void;
  onDelete: (id: string) => void;
  onMarkUnread: (seq: number) => void;
  onBoost: (id: string) => void;
  onReply: (message: Message, author: string) => void;
  onKeep: (id: string) => void;
  onTakeBack: (body: string) => void;
}) {
  const people = useClient((state) => state.people);
  const { me } = props;
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
            onEdit={props.onEdit}
            onDelete={props.onDelete}
            onMarkUnread={props.onMarkUnread}
            onBoost={props.onBoost}
            onReply={props.onReply}
            onKeep={props.onKeep}
          />
        );
      }
    }
  };
  return (
    <>
      {props.atStart ? (
        <RoomStart
          name={props.room.name}
          lonely={props.room.lonely}
          empty={props.rows.length === 0}
        />
      ) : null}
      {props.rows.map(draw)}
    </>
  );
}
