-- Tickets with which a browser opens a stream of events, by the hash of the ticket. Each is deleted when it is used.
create table stream_tickets (
  hash bytea primary key,
  actor jsonb not null,
  expires_at timestamptz not null
);
create index stream_tickets_expires_at_idx on stream_tickets (expires_at);
