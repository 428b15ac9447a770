-- Favourite rooms of people.

alter table membership add column is_favourite integer not null default 0
    constraint membership__is_favourite_known check (is_favourite in (0, 1));
