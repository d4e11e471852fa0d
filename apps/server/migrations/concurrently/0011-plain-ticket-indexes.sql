-- Search. What is not yet in its place in the index is read by every search, so that is kept short (in kB).
create index concurrently if not exists support_tickets_words_idx on support_tickets
  using gin (ticket_words(full_name, email, subject, message)) with (gin_pending_list_limit = 256);

-- One index for each order; a status has its tickets in each order too.
create index concurrently if not exists support_tickets_created_at_idx on support_tickets (created_at, ticket_id)
  include (updated_at);
create index concurrently if not exists support_tickets_updated_at_idx on support_tickets (updated_at, ticket_id);
create index concurrently if not exists support_tickets_status_idx on support_tickets (status, ticket_id);
create index concurrently if not exists support_tickets_status_created_at_idx on support_tickets
  (status, created_at, ticket_id);
create index concurrently if not exists support_tickets_status_updated_at_idx on support_tickets
  (status, updated_at, ticket_id);

-- For values that few tickets have.
create index concurrently if not exists support_tickets_category_idx on support_tickets (category);
create index concurrently if not exists support_tickets_role_context_idx on support_tickets (role_context);
create index concurrently if not exists support_tickets_lower_email_idx on support_tickets (lower(email collate "C"));
create index concurrently if not exists support_tickets_changed_in_idx on support_tickets (changed_in);

create index concurrently if not exists support_ticket_attachments_uploaded_at_idx on support_ticket_attachments
  (uploaded_at, attachment_id);
create index concurrently if not exists support_ticket_attachments_lower_mime_type_idx on support_ticket_attachments
  (lower(mime_type collate "C"), attachment_id);
