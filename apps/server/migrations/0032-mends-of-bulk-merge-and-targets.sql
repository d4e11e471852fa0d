-- An undo that was cancelled can be made again.
alter table bulk_changes drop constraint bulk_changes_undo_of_key;
create index bulk_changes_undo_of_idx on bulk_changes (undo_of) where undo_of is not null;

-- Undoing a bulk change that had reopened tickets left the resolution that it restored among the past ones.
delete from past_resolutions using support_tickets as tickets
where tickets.ticket_id = past_resolutions.ticket_id and tickets.status in ('RESOLVED', 'CLOSED')
  and tickets.status_changed_at >= past_resolutions.reopened_at
  and date_trunc('second', past_resolutions.resolved_at) = date_trunc('second', coalesce(tickets.resolved_at, tickets.closed_at))
  and date_trunc('second', tickets.status_changed_at) > date_trunc('second', past_resolutions.resolved_at);

-- Why a target ended: it was met, the ticket was done, another policy applied, or the ticket was merged into another.
-- Null: it has not, or a server of a version before ended it.
alter table sla_targets add column end_reason text check (end_reason in ('met', 'done', 'policy', 'merge'));
