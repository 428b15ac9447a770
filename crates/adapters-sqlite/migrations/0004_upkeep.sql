-- What the writer keeps in order when nobody waits: an index of words that broke, the length of the log.

-- How far message_search goes: messages with a number up to this one have their row in it, later ones
-- get theirs when it is built anew. Null is all of them; -1 means that it broke and must be emptied first.
alter table store add column indexed_to integer
    constraint store__indexed_to_known check (indexed_to >= -1);

-- Who reads the log at a pace of their own. Pruning passes none of them that is less than seven days
-- behind.
create table consumer (
    name text primary key,
    -- The newest event that it has done with.
    position integer not null constraint consumer__position_positive check (position >= 0)
) strict, without rowid;
