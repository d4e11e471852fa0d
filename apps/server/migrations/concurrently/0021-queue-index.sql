-- The orders of the queue: by last activity, and by priority. A status and a priority have their tickets in the order of
-- activity, so a page is merged from at most 16 ranges. It is one index for both orders, and for all statuses: a new
-- ticket would be in an index of open tickets too.
create index concurrently if not exists support_tickets_queue_idx on support_tickets
  (status, priority, (coalesce(last_message_at, created_at)), ticket_id);
