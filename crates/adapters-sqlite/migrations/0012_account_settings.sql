-- What administrators set for the account.

alter table account add column restricts_room_creation integer not null default 0
    constraint account__restricts_room_creation_known check (restricts_room_creation in (0, 1));
