-- Webhooks, and how far the deliveries of each are (ADR 38). At most 50 rows, which change with every batch of
-- deliveries, so pages keep room for new versions of rows.
create table webhooks (
  webhook_id bigint generated always as identity primary key,
  url text not null,
  -- Null: all types.
  types text[],
  description text not null,
  payload text not null,
  signatures text[] not null,
  -- Both encrypted (webhook-secrets.ts).
  secret bytea not null,
  previous_secret bytea,
  previous_secret_expires_at timestamptz,
  public_key text not null,
  -- The caller who last changed it. It has the access of this caller.
  acts_for jsonb not null,
  is_enabled boolean not null,
  disabled_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version integer not null default 1,
  -- A test event that waits to be sent.
  test_id text,
  -- The server process that delivers, and until when. Nobody else does before this time.
  lease_token uuid,
  leased_until timestamptz,
  -- Changes when the walks below were changed by others than the deliverer, which then reads them again.
  generation integer not null default 1,
  last_success_at timestamptz,
  failing_since timestamptz,
  paused_until timestamptz
) with (fillfactor = 30);

-- The ways through the log: one that goes on with it, and one for each replay.
create table webhook_walks (
  walk_id bigint generated always as identity primary key,
  webhook_id bigint not null references webhooks on delete cascade,
  -- Events up to this position are delivered, or wait in webhook_waiting_tickets.
  position bigint not null,
  -- Of a replay: its last position.
  end_position bigint,
  -- Of a replay of events that were given up: since when.
  failed_since timestamptz
) with (fillfactor = 30);
create index webhook_walks_webhook_id_idx on webhook_walks (webhook_id);

-- Tickets whose delivery failed, with the first position that was not delivered. At most 1,000 for each walk.
create table webhook_waiting_tickets (
  walk_id bigint not null references webhook_walks on delete cascade,
  ticket_id bigint not null,
  position bigint not null,
  -- Failed attempts to deliver this position.
  attempts integer not null,
  next_attempt_at timestamptz not null,
  primary key (walk_id, ticket_id)
);

-- Every attempt. No foreign key: rows of a deleted webhook are removed with their time, not all at once.
create table webhook_deliveries (
  delivery_id bigint generated always as identity primary key,
  webhook_id bigint not null,
  message_id text not null,
  position bigint,
  ticket_id bigint,
  type text not null,
  attempt integer not null,
  outcome text not null,
  failure text,
  status integer,
  duration_ms integer not null,
  answer text not null,
  attempted_at timestamptz not null
);
create index webhook_deliveries_webhook_id_idx on webhook_deliveries (webhook_id, delivery_id);
create index webhook_deliveries_outcome_idx on webhook_deliveries (webhook_id, outcome, delivery_id);
create index webhook_deliveries_given_up_idx on webhook_deliveries (webhook_id, position) where outcome = 'given_up';
