-- The queue is of tickets that are not done; the others are found by the filters of lists.
create index concurrently if not exists support_tickets_queue_activity_idx on support_tickets
  ((coalesce(last_message_at, created_at)), ticket_id) where status in ('OPEN', 'IN_PROGRESS');
create index concurrently if not exists support_tickets_assignee_id_idx on support_tickets (assignee_id, ticket_id)
  where assignee_id is not null;
create index concurrently if not exists support_tickets_team_id_idx on support_tickets (team_id, ticket_id)
  where team_id is not null;
create index concurrently if not exists support_tickets_tag_ids_idx on support_tickets using gin (tag_ids)
  where tag_ids <> '{}';
create index concurrently if not exists support_tickets_snoozed_until_idx on support_tickets (snoozed_until)
  where snoozed_until is not null;
