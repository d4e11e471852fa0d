-- When targets were missed, else met, for reports.
create index concurrently if not exists sla_targets_decided_at_idx on sla_targets ((coalesce(breached_at, met_at)))
  where coalesce(breached_at, met_at) is not null;
