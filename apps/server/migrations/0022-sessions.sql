-- Sessions of the console (ADR 41), by the SHA-256 of the token in the cookie.
create table sessions (
  session_id uuid primary key default gen_random_uuid(),
  hash bytea not null unique check (length(hash) = 32),
  actor_kind text not null check (actor_kind in ('agent', 'admin', 'service')),
  -- Of an agent or an admin. Without a reference: the row of an agent appears with its first call.
  agent_id varchar(200),
  -- Of a service: the key that was exchanged for the session.
  api_key_id bigint references api_keys on delete cascade,
  name varchar(150),
  email varchar(190),
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((actor_kind = 'service') = (api_key_id is not null)),
  check ((actor_kind = 'service') = (agent_id is null))
);
create index sessions_agent_id_idx on sessions (agent_id, created_at) where agent_id is not null;
create index sessions_api_key_id_idx on sessions (api_key_id, created_at) where api_key_id is not null;
create index sessions_expires_at_idx on sessions (expires_at);
