-- The account's own style.

-- As an administrator wrote it; null for none.
alter table account add column custom_css text;
-- Rises with every change of it.
alter table account add column custom_css_version integer not null default 0;
