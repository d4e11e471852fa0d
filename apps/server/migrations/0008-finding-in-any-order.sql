-- Blocks of 8192 ids, each in the order of one column, with what filters look at: a page is found in these indexes alone.
drop index support_tickets_block_created_at_idx;
drop index support_tickets_block_changed_in_idx;
create index support_tickets_block_created_at_idx on support_tickets ((ticket_id >> 13), created_at, ticket_id)
  include (changed_in, status, category, role_context);
create index support_tickets_block_updated_at_idx on support_tickets ((ticket_id >> 13), updated_at, ticket_id)
  include (created_at, changed_in, status, category, role_context);
create index support_tickets_block_changed_in_idx on support_tickets ((ticket_id >> 13), changed_in, ticket_id)
  include (created_at, updated_at, status, category, role_context);

-- An index alone answers only for pages that a vacuum has seen. By default it comes after a fifth of the table is new.
alter table support_tickets set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.05);
alter table support_ticket_attachments
  set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.05);

-- What terms look for, each as a tsquery of its own: a word in either language or as the start of a name, a phrase word by
-- word. Words that say nothing in one of the languages are passed over. Where no others are asked for they are names, and
-- a phrase of them is nowhere: null. Where nothing is asked for, only excluded, it is everything else, and so a term that
-- every ticket has, its block. The mark U+0001 stands where a block goes. The first 16 words count.
create or replace function search_queries(texts text[], phrases boolean[], excluded boolean[]) returns text[]
language plpgsql immutable parallel safe set client_min_messages = warning as $$
declare
  most_words integer := 16;
  found text[];
  words text;
  term tsquery;
  name tsquery;
  is_any_asked boolean := false;
  is_any_excluded boolean := false;
  asked text[];
  names text[];
  absent text[] := '{}';
begin
  for place in 1 .. coalesce(array_length(texts, 1), 0) loop
    found := (string_to_array(nullif(trim(search_words(texts[place])), ''), ' '))[1 : most_words];
    continue when coalesce(array_length(found, 1), 0) = 0;
    most_words := most_words - array_length(found, 1);
    is_any_asked := is_any_asked or not excluded[place];
    is_any_excluded := is_any_excluded or excluded[place];
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
    if excluded[place] then
      absent := absent || (!!term)::text;
    else
      asked := asked || term::text;
    end if;
  end loop;
  asked := coalesce(asked, names);
  if is_any_asked and asked is null then
    return null;
  end if;
  asked := asked || absent;
  return case when is_any_excluded and asked = '{}' then array[U&'=\0001'] else asked end;
end $$;
