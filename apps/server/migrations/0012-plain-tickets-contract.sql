-- contracts 0011-plain-tickets: what only servers from before it read.
drop trigger support_tickets_searchable on support_tickets;
drop trigger support_tickets_searchable_again on support_tickets;
drop trigger support_tickets_searchable_no_more on support_tickets;
drop function keep_ticket_searchable();
drop table ticket_search;
drop function search_vector(bigint, bigint, text, text, text, text, integer);
drop function search_queries(text[], boolean[], boolean[]);
drop function spanish_words(text);
drop function search_words(text);

drop index
  support_tickets_facets_ticket_id_idx, support_tickets_facets_created_at_idx, support_tickets_facets_updated_at_idx,
  support_tickets_email_idx, support_tickets_block_created_at_idx, support_tickets_block_updated_at_idx,
  support_tickets_block_changed_in_idx, support_ticket_attachments_mime_type_idx,
  support_ticket_attachments_block_uploaded_at_idx;

-- Rows that are there keep the bytes of this column until they are written again.
alter table support_tickets drop column json;
drop function ticket_json(
  bigint, bigint, role_context, text, text, text, ticket_category, text, ticket_status, timestamptz, timestamptz);
alter table support_tickets reset (toast_tuple_target);
