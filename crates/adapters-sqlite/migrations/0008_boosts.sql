-- Boosts of messages.

-- Boosts lie in the order of their messages, so that those of a page are one stretch of the table.
-- Like messages they have no foreign keys, and go with their room a few at a time (see erased_room).
create table boost (
    room_id blob not null constraint boost__room_length check (length(room_id) = 16),
    -- The message, by its number in the room.
    seq integer not null,
    -- Position in the log of the event that added it: later boosts have greater ones.
    number integer not null,
    boost_id blob not null constraint boost__id_length check (length(boost_id) = 16),
    creator_id blob not null constraint boost__creator_length check (length(creator_id) = 16),
    content text not null,
    created_at integer not null,
    primary key (room_id, seq, number),
    -- One person, one content and one message are one boost.
    constraint boost__once unique (room_id, seq, creator_id, content)
) strict, without rowid;

-- The boost that an event is about.
alter table event add column boost_id blob;
