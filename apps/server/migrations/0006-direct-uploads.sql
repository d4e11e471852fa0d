-- Files on their way to a store that callers send to themselves. A row without an attachment is an upload that has not
-- been completed; after two hours it cannot be any more.
create table direct_uploads (
  upload_id uuid primary key default gen_random_uuid(),
  caller text not null,
  ticket_id bigint not null references support_tickets on delete cascade,
  file_name varchar(255) not null,
  mime_type varchar(100) not null,
  size_bytes bigint not null,
  created_at timestamptz not null default now(),
  attachment_id bigint references support_ticket_attachments on delete cascade
);
create index direct_uploads_ticket_id_idx on direct_uploads (ticket_id);
create index direct_uploads_attachment_id_idx on direct_uploads (attachment_id) where attachment_id is not null;
create index direct_uploads_created_at_idx on direct_uploads (created_at);
