-- What each person looked for last.

create table recent_search (
    -- The order in which they were made: a repeated one gets a new number. Never taken from a clock.
    number integer primary key,
    user_id blob not null constraint recent_search__user references user (user_id),
    query text not null,
    at integer not null,
    constraint recent_search__query_unique unique (user_id, query)
) strict;
