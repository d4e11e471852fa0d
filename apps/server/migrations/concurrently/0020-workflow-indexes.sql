-- For the number of open tickets of an agent.
create index concurrently if not exists support_tickets_open_assignee_id_idx on support_tickets (assignee_id)
  where assignee_id is not null and status in ('OPEN', 'IN_PROGRESS');
-- For whether tickets that are not closed have a team.
create index concurrently if not exists support_tickets_unclosed_team_id_idx on support_tickets (team_id)
  where team_id is not null and status <> 'CLOSED';
