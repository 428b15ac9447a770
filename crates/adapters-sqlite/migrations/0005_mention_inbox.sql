-- Everything that mentions me, newest first: mentions by person and place among all messages.

-- The message's number, so that the list needs no look at the rooms.
alter table mention add column number integer not null default 0;
update mention set number = (
    select m.number from message m where m.room_id = mention.room_id and m.seq = mention.seq
);
create index mention__by_user on mention (user_id, number);
