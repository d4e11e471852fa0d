-- What few tickets have. The queue has an index of its own (0021).
create index concurrently if not exists support_tickets_assignee_id_idx on support_tickets (assignee_id, ticket_id)
  where assignee_id is not null;
create index concurrently if not exists support_tickets_team_id_idx on support_tickets (team_id, ticket_id)
  where team_id is not null;
create index concurrently if not exists support_tickets_tag_ids_idx on support_tickets using gin (tag_ids)
  where tag_ids <> '{}';
create index concurrently if not exists support_tickets_snoozed_until_idx on support_tickets (snoozed_until)
  where snoozed_until is not null;
