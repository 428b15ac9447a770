-- Links that sign one's other device in.

-- At most one for each person; a row goes when it is used, and with the session it was made in.
create table transfer (
    user_id blob primary key constraint transfer__user references user (user_id),
    -- SHA-256 of the code in the link.
    code_hash blob not null
        constraint transfer__code_unique unique
        constraint transfer__code_length check (length(code_hash) = 32),
    -- The person, or an administrator for them.
    made_by blob not null constraint transfer__made_by references user (user_id),
    made_in blob not null
        constraint transfer__made_in references session (session_id) on delete cascade,
    made_at integer not null
) strict, without rowid;
create index transfer__by_session on transfer (made_in);
