-- When tickets were resolved, and first answered. New tickets are in neither. A ticket that was resolved before the
-- service recorded when was resolved with its last change.
create index concurrently if not exists support_tickets_resolution_idx on support_tickets
  (greatest(coalesce(resolved_at, closed_at, updated_at), created_at)) where status in ('RESOLVED', 'CLOSED');
create index concurrently if not exists support_tickets_first_responded_at_idx on support_tickets (first_responded_at)
  where first_responded_at is not null;
