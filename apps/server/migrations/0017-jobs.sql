-- Background work (ADR 35). A server takes a job by moving run_at to the end of its lease, and extends the lease while
-- the job runs. If the server ends, the job is due again when the lease has ended.
create table jobs (
  job_id bigint generated always as identity primary key,
  kind text not null,
  -- A job with the key of another replaces it. Recurring jobs have the key 'recurring'.
  key text,
  data jsonb not null,
  run_at timestamptz not null,
  -- Changes whenever the job is taken or replaced, so that a server which has lost its lease changes nothing.
  version integer not null default 0,
  attempts integer not null default 0,
  -- How far a long job has come.
  progress jsonb,
  -- When it was given up, and the code or the name of the last error.
  failed_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  unique (kind, key)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000); -- most rows stay for seconds
create index jobs_run_at_idx on jobs (run_at) where failed_at is null;
create index jobs_failed_at_idx on jobs (failed_at) where failed_at is not null;
