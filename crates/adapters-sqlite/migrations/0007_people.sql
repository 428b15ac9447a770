-- What administrators do to people, and the log of it.

-- People whose messages are erased: one row makes all of them tombstones for every reader at once;
-- the writer then rewrites their rows, a few at a time, and removes this one.
create table erased_user (
    user_id blob primary key constraint erased_user__user references user (user_id),
    -- Their messages with a number up to this one are erased; what they write later is not.
    up_to integer not null,
    -- Messages up to this number are rewritten.
    done_to integer not null,
    at integer not null
) strict, without rowid;

-- Who did what to the account and its people. Rows are never changed.
create table audit (
    -- Dense, in commit order.
    number integer primary key,
    at integer not null,
    actor_id blob not null constraint audit__actor references user (user_id),
    -- A closed list of the domain; one that this build does not know is left out.
    action text not null,
    -- Whom it concerns, where that is one person.
    user_id blob constraint audit__user references user (user_id)
) strict;
