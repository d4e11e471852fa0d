-- Each ticket as it is sent, made when it is written: it is read far more often than it changes (ADR 23). Adding it
-- writes the table anew, for which reads wait: some 15 seconds a million tickets.

-- As JSON.stringify writes it, members in the order of the contract. It is as immutable as it says: names of an enum do not
-- change, and neither does what a moment is in UTC.
create function ticket_json(
  ticket_id bigint, user_id bigint, role_context role_context, full_name text, email text, subject text,
  category ticket_category, message text, status ticket_status, created_at timestamptz, updated_at timestamptz
) returns text language plpgsql immutable parallel safe as $$
begin
  return concat(
    '{"ticketId":', ticket_id,
    ',"userId":', coalesce(user_id::text, 'null'),
    ',"roleContext":"', role_context,
    '","fullName":', to_json(full_name),
    ',"email":', to_json(email),
    ',"subject":', to_json(subject),
    ',"category":"', category,
    '","message":', to_json(message),
    ',"status":"', status,
    '","createdAt":"', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'),
    '","updatedAt":"', to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'),
    '"}');
end $$;

-- A row holds its message twice. Up to 4 kB it stays in one piece, so that a page of tickets is one look at each.
alter table support_tickets set (toast_tuple_target = 4080);
alter table support_tickets add column json text not null generated always as (
  ticket_json(ticket_id, user_id, role_context, full_name, email, subject, category, message, status, created_at,
    updated_at)
) stored;
analyze support_tickets;
