-- The tables of the walking product: account, people, sessions, rooms, memberships, messages,
-- the event log and the search index.
--
-- Rules: tables are strict, ids are UUIDs as 16 bytes, times are whole milliseconds since 1970 in
-- UTC, enums are texts with a check. Constraint names become errors, so they are part of the code.

-- What the file itself knows about itself.
create table store (
    singleton integer primary key constraint store__one_row check (singleton = 1),
    -- Names this log: part of every cursor. A new one makes every cursor of before unusable.
    epoch blob not null constraint store__epoch_length check (length(epoch) = 8),
    -- Signs access tokens; made with the store and never changed.
    signing_key blob not null constraint store__signing_key_length check (length(signing_key) = 32),
    -- How careful the process is that has the store open, or was when it stopped without closing
    -- it; null after a stop in order.
    opened_with text constraint store__opened_with_known check (opened_with in ('full', 'normal')),
    -- The log's rows up to and including this position have been pruned; 0 is none.
    pruned_to integer not null default 0
) strict;

-- The one team. The singleton column is what makes one of fifty racing first runs win.
create table account (
    account_id blob primary key constraint account__id_length check (length(account_id) = 16),
    singleton integer not null default 1
        constraint account__singleton unique
        constraint account__singleton_value check (singleton = 1),
    name text not null,
    -- XXXX-XXXX-XXXX; compared in the process, in constant time.
    join_code text not null
) strict, without rowid;

-- People and bots. Rows are never removed: messages point at them.
create table user (
    user_id blob primary key constraint user__id_length check (length(user_id) = 16),
    name text not null,
    -- Folded to lower case by the domain.
    handle text not null constraint user__handle_unique unique,
    -- Folded to lower case by the domain; null for bots.
    email text constraint user__email_unique unique,
    -- PHC text; null for bots.
    password_hash text,
    role text not null
        constraint user__role_known check (role in ('member', 'administrator', 'bot')),
    standing text not null
        constraint user__standing_known check (standing in ('active', 'deactivated', 'banned')),
    bio text not null,
    joined_at integer not null
) strict, without rowid;

-- Signed-in devices and access tokens. A row that is gone is a session that has ended.
create table session (
    session_id blob primary key constraint session__id_length check (length(session_id) = 16),
    user_id blob not null constraint session__user references user (user_id),
    -- SHA-256 of the secret in the cookie; null for an access token, which carries its own proof.
    token_hash blob
        constraint session__token_hash_unique unique
        constraint session__token_hash_length check (length(token_hash) = 32),
    -- What the device said of itself.
    device text not null,
    started_at integer not null,
    -- Kept to the hour, so that use costs nothing.
    last_seen_at integer not null
) strict, without rowid;
create index session__user on session (user_id);

-- Rooms with their two counters. The counters are flushed once per commit and room.
create table room (
    room_id blob primary key constraint room__id_length check (length(room_id) = 16),
    kind text not null constraint room__kind_known check (kind in ('open', 'closed', 'direct')),
    -- Null for direct rooms: they are named after their people by whoever looks.
    name text,
    creator_id blob not null constraint room__creator references user (user_id),
    -- The sorted user ids of a direct room, 16 bytes each: one room per exact set of people.
    direct_key blob constraint room__direct_key_unique unique,
    -- Number of the newest message; dense from 1.
    last_seq integer not null default 0 constraint room__last_seq_positive check (last_seq >= 0),
    -- Number of the newest event that every member sees; dense from 1.
    rev integer not null default 0 constraint room__rev_positive check (rev >= 0),
    last_message_at integer,
    created_at integer not null,
    constraint room__direct_has_key check ((kind = 'direct') = (direct_key is not null)),
    constraint room__named check ((kind = 'direct') = (name is null))
) strict, without rowid;

-- Who is in which room. Open rooms have rows too: they carry involvement and read marker.
create table membership (
    room_id blob not null
        constraint membership__room references room (room_id) on delete cascade,
    user_id blob not null constraint membership__user references user (user_id),
    involvement text not null constraint membership__involvement_known
        check (involvement in ('everything', 'mentions', 'nothing', 'invisible')),
    -- The newest message this person has seen; unread counts derive from it.
    last_read_seq integer not null,
    -- Position in the log of the event that granted this membership: room events replay from here.
    since integer not null,
    primary key (room_id, user_id)
) strict, without rowid;
create index membership__by_user on membership (user_id, room_id, since);

-- Messages. A deleted one stays as a tombstone, so that seq has no hole and a key is never free
-- again. Room and creator are guarded by the membership that every post is checked against, and not
-- by foreign keys: those would cost two more look-ups a post, and the messages of a deleted room are
-- removed a few at a time (see erased_room).
create table message (
    -- Insertion order over all rooms: rowid of the search index, small key of the table.
    number integer primary key,
    message_id blob not null constraint message__id_length check (length(message_id) = 16),
    room_id blob not null constraint message__room_length check (length(room_id) = 16),
    seq integer not null,
    -- The room's rev at the last change of this message.
    rev integer not null,
    client_message_id blob not null
        constraint message__client_id_length check (length(client_message_id) = 16),
    creator_id blob not null constraint message__creator_length check (length(creator_id) = 16),
    -- SHA-256 of room, format and body of the first post: what a repeat is compared with.
    post_digest blob not null constraint message__digest_length check (length(post_digest) = 32),
    created_at integer not null,
    edited_at integer,
    deleted_at integer,
    format text not null constraint message__format_known check (format in ('markdown', 'html')),
    -- The texts are empty on a tombstone.
    source text not null,
    html text not null,
    plain_text text not null,
    -- Ids of the people mentioned, 16 bytes each, in order of appearance; null for none.
    mentions blob constraint message__mentions_length check (length(mentions) % 16 = 0),
    -- Name of the sound it plays; null for none.
    sound text,
    constraint message__id_unique unique (message_id),
    constraint message__seq_unique unique (room_id, seq),
    -- The client's id first: those of version 7 then stand at one end of the index, whoever posts.
    constraint message__client_id_unique unique (client_message_id, creator_id),
    constraint message__tombstone_is_empty
        check (deleted_at is null or (source = '' and html = '' and plain_text = '' and mentions is null and sound is null))
) strict;
-- Tombstones of a room by seq: what unread counts leave out.
create index message__tombstone on message (room_id, seq) where deleted_at is not null;

-- Who is mentioned where, to count what is unread; tombstones have no rows here.
create table mention (
    room_id blob not null,
    user_id blob not null,
    seq integer not null,
    primary key (room_id, user_id, seq)
) strict, without rowid;

-- Rooms that were deleted and whose messages the writer still removes, a few hundred at a time, so
-- that deleting a room of a million messages holds nobody up.
create table erased_room (
    room_id blob primary key constraint erased_room__id_length check (length(room_id) = 16)
) strict, without rowid;

-- The log: what happened, to whom it matters, never text. Replay reads the present state.
create table event (
    -- Dense over the whole log, in commit order.
    position integer primary key,
    kind text not null,
    room_id blob,
    -- The room's rev, for events that every member sees.
    rev integer,
    message_id blob,
    -- The person it is about, where there is one.
    user_id blob,
    -- The sessions it is about, 16 bytes each.
    session_ids blob,
    -- Who caused it; null for the system.
    actor_id blob,
    at integer not null,
    -- Who must learn it. With 'room_users' and 'users' the people are in event_user; 'nobody' is for
    -- this process's own tables.
    -- (An IN of more than two words would make SQLite build a table of them for every row.)
    audience text not null constraint event__audience_known
        check (audience = 'room' or audience = 'room_users' or audience = 'users' or audience = 'account'
            or audience = 'nobody')
) strict;
-- Resume reads by room and position, never the whole log.
create index event__by_room on event (room_id, position) where audience in ('room', 'room_users');
create index event__to_account on event (position) where audience = 'account';

-- The people an event is addressed to by name.
create table event_user (
    user_id blob not null,
    position integer not null
        constraint event_user__event references event (position) on delete cascade,
    primary key (user_id, position)
) strict, without rowid;
create index event_user__by_position on event_user (position);

-- Words of messages. Its text lives in message.plain_text; a row is written with its message.
create virtual table message_search using fts5 (
    plain_text,
    content = 'message',
    content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
