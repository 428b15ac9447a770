-- Feature flags in numbered versions, and what people say about features.

-- The versions of the flags: dense from 1, never changed, never removed. Version 0, every flag at
-- its default, has no row.
create table flag_version (
    version integer primary key constraint flag_version__positive check (version > 0),
    changed_at integer not null,
    changed_by blob not null constraint flag_version__user references user (user_id),
    -- The version whose flags were taken; null for a change. It may be 0.
    rolled_back_to integer
) strict;

-- The flags of each version, a row a flag and not a column: a newer Campfire adds flags without a
-- new schema, and an older one carries those that it does not know into the next version. A flag
-- without a row has its default.
create table flag_state (
    version integer not null constraint flag_state__version references flag_version (version),
    flag text not null,
    is_on integer not null constraint flag_state__is_on_known check (is_on in (0, 1)),
    primary key (version, flag)
) strict, without rowid;

-- Interest in features: one row for each person, feature and action, at most 50 of a person.
create table feature_feedback (
    user_id blob not null constraint feature_feedback__user references user (user_id),
    feature text not null,
    action text not null,
    times integer not null,
    last_at integer not null,
    primary key (user_id, feature, action)
) strict, without rowid;
