-- Queued posts that replay refused: their words wait here for their authors.

create table undelivered_post (
    -- The order of refusal.
    number integer primary key,
    user_id blob not null constraint undelivered_post__user references user (user_id),
    client_message_id blob not null
        constraint undelivered_post__client_id_length check (length(client_message_id) = 16),
    -- The room may be gone: no foreign key.
    room_id blob not null constraint undelivered_post__room_length check (length(room_id) = 16),
    refusal text not null constraint undelivered_post__refusal_known
        check (refusal = 'not_a_member' or refusal = 'client_id_reused'),
    format text not null
        constraint undelivered_post__format_known check (format in ('markdown', 'html')),
    -- Empty once it is discarded. The row stays: a replay that is repeated after a crash must not
    -- bring it back, and the log reads the reason from here.
    source text not null,
    at integer not null,
    constraint undelivered_post__client_id_unique unique (user_id, client_message_id)
) strict;
