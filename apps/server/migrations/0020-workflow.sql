-- A deleted team keeps its row, because its closed tickets refer to it and can be many. It has no members, and another
-- team may get its name.
alter table teams add column deleted_at timestamptz;
drop index teams_name_idx;
create unique index teams_name_idx on teams (lower(name)) where deleted_at is null;

-- When name, e-mail address and role were last taken from a token, so that they are written once a minute at most.
alter table agents add column seen_at timestamptz not null default now();
