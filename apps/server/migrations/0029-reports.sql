-- Reports (ADR 47). When the status last changed, by the clock of the server that changed it.
alter table support_tickets add column status_changed_at timestamptz;

-- The resolutions that ended because the ticket was opened, or resolved, again. The last one is in the row of the ticket.
create table past_resolutions (
  past_resolution_id bigint generated always as identity primary key,
  ticket_id bigint not null references support_tickets on delete cascade,
  resolved_at timestamptz not null,
  reopened_at timestamptz not null,
  check (reopened_at >= resolved_at)
);
create index past_resolutions_ticket_id_idx on past_resolutions (ticket_id);
create index past_resolutions_resolved_at_idx on past_resolutions (resolved_at);
create index past_resolutions_reopened_at_idx on past_resolutions (reopened_at);

-- A trigger, because every change of a status counts, also one of a server that does not know reports.
create function keep_past_resolution() returns trigger language plpgsql as $$
declare
  resolved constant timestamptz := greatest(coalesce(old.resolved_at, old.closed_at, old.updated_at), old.created_at);
begin
  insert into past_resolutions (ticket_id, resolved_at, reopened_at)
    values (old.ticket_id, resolved, greatest(resolved, coalesce(new.status_changed_at, now())));
  return null;
end $$;
create trigger support_tickets_keep_past_resolution after update of status on support_tickets for each row
  when (old.status in ('RESOLVED', 'CLOSED') and (new.status in ('OPEN', 'IN_PROGRESS')
    or coalesce(old.resolved_at, old.closed_at) <> coalesce(new.resolved_at, new.closed_at)))
  execute function keep_past_resolution();

-- A ticket was not resolved before it was created, whatever time of its creation is set later.
create function move_past_resolutions() returns trigger language plpgsql as $$
begin
  update past_resolutions
    set resolved_at = greatest(resolved_at, new.created_at), reopened_at = greatest(reopened_at, new.created_at)
    where ticket_id = new.ticket_id and resolved_at < new.created_at;
  return null;
end $$;
create trigger support_tickets_move_past_resolutions after update of created_at on support_tickets for each row
  when (old.created_at < new.created_at) execute function move_past_resolutions();
