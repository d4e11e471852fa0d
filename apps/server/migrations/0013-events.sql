-- Events of changes whose transactions wrote them. The sequencer moves them into the log (ADR 34).
create table event_outbox (
  event_id bigint generated always as identity primary key,
  type text not null,
  occurred_at timestamptz not null,
  ticket_id bigint not null,
  user_id bigint,
  actor_kind text not null,
  actor_id text,
  version integer not null,
  data jsonb not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000); -- rows stay for milliseconds

-- The log: positions without gaps. A partition has 1,000,000 positions, so that old events are dropped, not deleted.
create table events (
  position bigint primary key,
  event_id bigint not null,
  type text not null,
  occurred_at timestamptz not null,
  ticket_id bigint not null,
  user_id bigint,
  actor_kind text not null,
  actor_id text,
  version integer not null,
  data jsonb not null
) partition by range (position);
create index events_ticket_id_idx on events (ticket_id, position);
create index events_user_id_idx on events (user_id, position) where user_id is not null;
create table events_0 partition of events for values from (0) to (1000000);

-- The end of the log, and the position up to which events were removed. One row, locked by whoever changes the log.
create table event_log (
  is_only_row boolean primary key default true check (is_only_row),
  last_position bigint not null,
  trimmed_to bigint not null
) with (fillfactor = 50);
insert into event_log (last_position, trimmed_to) values (0, 0);
