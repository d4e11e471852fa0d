-- Search by the words of a ticket (ADR 32). The dictionary unaccent comes with Postgres as an extension, which any owner
-- of a database may create. It may be there already, in a schema of its own.
do $$
declare
  extension_schema name;
begin
  begin
    create extension if not exists unaccent;
  exception when others then
    raise exception 'Search needs the Postgres extension unaccent (%). Install the contrib package of Postgres, or let a superuser run: create extension unaccent', sqlerrm;
  end;
  select nspname into extension_schema
    from pg_extension join pg_namespace on pg_namespace.oid = extnamespace where extname = 'unaccent';
  perform set_config('search_path', format('%I, %I', current_schema(), extension_schema), true);
end $$;

-- English without accents, and names: the other texts are in stock Spanish, whose stemmer needs the accents.
create text search configuration support_english (copy = english);
alter text search configuration support_english alter mapping for asciiword, word with unaccent, english_stem;
alter text search configuration support_english alter mapping for numword with unaccent, simple;
create text search configuration support_names (copy = simple);
alter text search configuration support_names alter mapping for asciiword, word, numword with unaccent, simple;

-- Text in which the parser of Postgres finds the same words whatever the locale of the database. Signs that it reads in
-- its own way (addresses, paths, signed numbers, tags) separate words, and ASCII and Spanish letters are lower case. Texts
-- with other characters than Spanish has are rare, and cost more: they are composed, and symbols separate words.
create function search_text(value text) returns text language plpgsql immutable parallel safe as $$
declare
  words text := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    lower(value collate "C"),
    '.', ' '), '/', ' '), '-', ' '), '@', ' '), '_', ' '), ':', ' '), '<', ' '), '&', ' '), '+', ' '), '¿', ' '), '¡', ' ');
begin
  words := replace(replace(replace(replace(replace(replace(replace(words,
    'Á', 'á'), 'É', 'é'), 'Í', 'í'), 'Ó', 'ó'), 'Ú', 'ú'), 'Ü', 'ü'), 'Ñ', 'ñ');
  if words !~ '[^\u0001-\u007fáéíóúüñ]' then
    return words;
  end if;
  if words ~ '[^\u0001-\u02ff]{30}' then
    -- In pieces, because composing takes time by the square of the combining characters in a row.
    words := left((
      select string_agg(normalize(piece[1], NFKC), '' order by place)
      from regexp_matches(words, '[^ ]{1,64} *| +', 'g') with ordinality as pieces(piece, place)), 65535);
  else
    words := left(normalize(words, NFKC), 65535);
  end if;
  return regexp_replace(regexp_replace(words, '[\u0300-\u036f\ufe00-\ufe0f]+', '', 'g'),
    '[./\-@_:<&+\u0080-\u00bf\u00d7\u00f7\u02c2-\u02df\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff'
    '\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ue000-\uf8ff\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40'
    '\uff5b-\uff65\uffe0-\uffff\U0001f000-\U0001faff]+', ' ', 'g');
end $$;

-- The words that a ticket is found by: Spanish with positions, English without, and the words of name and address after
-- "=", so that only they are found by their start. Every ticket has "=" itself. Emoji are kept like names, because not
-- every locale takes them for letters; the first 500 count. The cost is what it takes compared with other functions,
-- about 50 µs.
create function ticket_words(full_name text, email text, subject text, message text) returns tsvector
language plpgsql immutable parallel restricted cost 10000 set search_path from current as $$
declare
  heading constant text := search_text(subject);
  body constant text := search_text(message);
  names constant text := trim(regexp_replace(lower(lower(unaccent(search_text(full_name || ' ' || email)) collate "C") collate "default"),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+', ' ', 'g'));
  texts constant text := concat(subject, full_name, message);
  found tsvector := setweight(to_tsvector('spanish', heading), 'A') || to_tsvector('spanish', body)
    || strip(to_tsvector('support_english', heading || ' ' || body))
    || array_to_tsvector(string_to_array('= =' || replace(names, ' ', ' ='), ' '));
begin
  if texts ~ '[\u2600-\u27bf\U0001f000-\U0001faff]' then
    found := found || array_to_tsvector(array(
      select '=' || emoji from string_to_table(
        left(regexp_replace(texts, '[^\u2600-\u27bf\U0001f000-\U0001faff]+', '', 'g'), 500), null) as emoji));
  end if;
  return found;
end $$;
