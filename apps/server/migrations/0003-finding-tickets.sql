-- Reads go on while this runs, and changes wait (they are refused after their 2 seconds); all but the end needs no more.
lock table support_tickets, support_ticket_attachments in share row exclusive mode;

-- One index per sort: each combination of status, category and role is a stretch of it, in the order of the sort. They
-- hold another moment too, so that a range of that one is found in an index alone.
create index support_tickets_facets_ticket_id_idx
  on support_tickets (status, category, role_context, ticket_id) include (created_at);
create index support_tickets_facets_created_at_idx
  on support_tickets (status, category, role_context, created_at, ticket_id) include (updated_at);
create index support_tickets_facets_updated_at_idx
  on support_tickets (status, category, role_context, updated_at, ticket_id) include (created_at);
create index support_tickets_email_idx on support_tickets (lower(email), ticket_id);

-- Ranges of one column in the order of ids: looked up block by block, a block being 8192 ids.
create index support_tickets_block_created_at_idx on support_tickets ((ticket_id >> 13), created_at, ticket_id);

-- Text as search compares it: lower case, without accents, and nothing but words.
create function search_words(value text) returns text language sql immutable parallel safe
return lower(regexp_replace(
  regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]+', '', 'g'),
  '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'));

-- The Spanish stemmer knows the ending -ción by its accent.
create function spanish_words(words text) returns text language sql immutable parallel safe
return regexp_replace(words, '([cs])ion\M', '\1ión', 'g');

-- What a ticket is found by. Beside stemmed words, which never hold "=": its block of 16384 ids, its user, and the words of
-- its name and address under the block, so that a prefix is looked up in one block and not in all. No text is too long
-- for a tsvector, which holds 1 MB: that of a long message which would be is made of its first part.
create function search_vector(
  ticket_id bigint, user_id bigint, full_name text, email text, subject text, message text, most_characters integer
) returns tsvector language plpgsql immutable as $$
declare
  block constant text := '=' || (ticket_id >> 14);
  heading constant text := search_words(subject);
  body constant text := left(search_words(message), most_characters);
  names constant text := left(trim(search_words(full_name || ' ' || split_part(email, '@', 1))), 400);
  address constant text := left(replace(trim(search_words(email)), ' ', '.'), 400);
begin
  return setweight(to_tsvector('spanish', spanish_words(heading)), 'A') || to_tsvector('spanish', spanish_words(body))
    || strip(to_tsvector('english', heading || ' ' || body))
    || array_to_tsvector(array[block, '=user' || coalesce(user_id, 0), block || ':' || address]
      || string_to_array(block || ':' || replace(names, ' ', ' ' || block || ':'), ' '));
exception when program_limit_exceeded then
  return search_vector(ticket_id, user_id, full_name, email, subject, message, most_characters / 2);
end $$;

-- What terms look for, each as a tsquery of its own, null where they have no words: a word in either language or as the
-- start of a name, a phrase word by word. Words that say nothing in one of the languages are passed over, unless there are
-- no others: then they are names. The mark U+0001 stands where a block goes. The first 16 words count.
create function search_queries(texts text[], phrases boolean[], excluded boolean[]) returns text[]
language plpgsql immutable parallel safe set client_min_messages = warning as $$
declare
  most_words integer := 16;
  found text[];
  words text;
  term tsquery;
  name tsquery;
  names text[];
  terms text[];
begin
  for place in 1 .. coalesce(array_length(texts, 1), 0) loop
    found := (string_to_array(nullif(trim(search_words(texts[place])), ''), ' '))[1 : most_words];
    continue when coalesce(array_length(found, 1), 0) = 0;
    most_words := most_words - array_length(found, 1);
    words := array_to_string(found, ' ');
    name := U&'''=\0001:' || left(replace(words, ' ', '.'), 400) || case when length(words) > 1 then ''':*' else '''' end;
    if array_length(found, 1) > 1 then -- an address has its parts in one word, a name like O'Hara has them side by side
      name := name || (
        select string_agg(U&'''=\0001:' || left(part, 400) || case when length(part) > 1 then ''':*' else '''' end, ' & ')
        from unnest(found) as part
      )::tsquery;
    end if;
    term := phraseto_tsquery('spanish', spanish_words(words));
    if numnode(term) = 0 or numnode(plainto_tsquery('english', words)) = 0 then
      names := case when excluded[place] or phrases[place] then names else names || name::text end;
      continue;
    end if;
    if not phrases[place] then
      term := term || name;
      if array_length(found, 1) = 1 then
        term := term || plainto_tsquery('english', words);
      end if;
    end if;
    terms := terms || case when excluded[place] then !!term else term end::text;
  end loop;
  return coalesce(terms, names);
end $$;

create table ticket_search (
  ticket_id bigint primary key,
  search tsvector not null
);
insert into ticket_search
  select ticket_id, search_vector(ticket_id, user_id, full_name, email, subject, message, 65535) from support_tickets;
-- What is not yet in its place in the index is read by every look into it, so that is kept short (in kB).
create index ticket_search_search_idx on ticket_search using gin (search) with (gin_pending_list_limit = 256);

create function keep_ticket_searchable() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into ticket_search values (new.ticket_id,
      search_vector(new.ticket_id, new.user_id, new.full_name, new.email, new.subject, new.message, 65535));
  elsif tg_op = 'UPDATE' then
    update ticket_search set search =
      search_vector(new.ticket_id, new.user_id, new.full_name, new.email, new.subject, new.message, 65535)
      where ticket_id = new.ticket_id;
  elsif tg_op = 'DELETE' then
    delete from ticket_search where ticket_id = old.ticket_id;
  else
    truncate ticket_search;
  end if;
  return null;
end $$;
create trigger support_tickets_searchable after insert or delete on support_tickets
  for each row execute function keep_ticket_searchable();
create trigger support_tickets_searchable_no_more after truncate on support_tickets
  for each statement execute function keep_ticket_searchable();
create trigger support_tickets_searchable_again after update on support_tickets
  for each row when (
    (old.user_id, old.full_name, old.email, old.subject, old.message)
      is distinct from (new.user_id, new.full_name, new.email, new.subject, new.message)
  ) execute function keep_ticket_searchable();

-- Attachments: of a type, and uploaded within a range, in the order of ids.
create index support_ticket_attachments_mime_type_idx on support_ticket_attachments (lower(mime_type), attachment_id);
create index support_ticket_attachments_block_uploaded_at_idx
  on support_ticket_attachments ((attachment_id >> 13), uploaded_at, attachment_id);

-- When a ticket was last changed, by the clock and by the transactions of this database: what `updatedSince` asks for.
-- `changed_horizon` is the oldest transaction that was still running then. To existing tickets the migration is the change.
alter table support_tickets
  add column changed_at timestamptz not null default now(),
  add column changed_in xid8 not null default pg_current_xact_id(),
  add column changed_horizon xid8 not null default pg_snapshot_xmin(pg_current_snapshot());
alter table support_tickets alter column changed_at set default clock_timestamp();

create function stamp_ticket_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  new.changed_horizon := pg_snapshot_xmin(pg_current_snapshot());
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger support_tickets_stamp_change before update on support_tickets
  for each row execute function stamp_ticket_change();

create index support_tickets_changed_at_idx on support_tickets (changed_at);
create index support_tickets_block_changed_in_idx on support_tickets ((ticket_id >> 13), changed_in, ticket_id);

analyze support_tickets, ticket_search, support_ticket_attachments;
