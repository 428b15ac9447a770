-- Where sessions are used from, and the addresses that are banned with people.

-- The public address that it was last used from, an IPv6 one as its /64; null when there was none.
alter table session add column address text;

create table banned_address (
    user_id blob not null constraint banned_address__user references user (user_id),
    address text not null,
    primary key (user_id, address)
) strict, without rowid;
