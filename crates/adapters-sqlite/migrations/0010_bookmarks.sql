-- Bookmarks: everyone's own list of messages.

create table bookmark (
    user_id blob not null constraint bookmark__user references user (user_id),
    -- The place in their list: rises by one.
    number integer not null,
    message_id blob not null constraint bookmark__message_length check (length(message_id) = 16),
    -- Like boosts they have no foreign keys there, and go with their room a few at a time.
    room_id blob not null constraint bookmark__room_length check (length(room_id) = 16),
    at integer not null,
    primary key (user_id, number),
    constraint bookmark__once unique (message_id, user_id)
) strict, without rowid;
create index bookmark__by_room on bookmark (room_id);
