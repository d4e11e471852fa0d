-- What this database is to a store of files: files are kept under its id, so that the sweeper of one database never
-- takes the files of another for orphans. The key signs links, and is here so that all servers agree on it.
create table installation (
  is_only boolean primary key default true check (is_only),
  installation_id uuid not null default gen_random_uuid(),
  link_key bytea not null
);
insert into installation (link_key)
  values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

create type file_state as enum ('pending', 'clean', 'rejected');

-- One row for each file in the store. A row whose attachment is gone tells that its file is to be deleted, and, once it
-- is, that nobody may use its key again.
create table stored_files (
  storage_key varchar(100) primary key,
  attachment_id bigint unique
    constraint stored_files_attachment_id_fkey references support_ticket_attachments on delete set null,
  -- Of an orphan, which never had an attachment, nothing more than its key is known.
  sha256 bytea not null default '',
  size_bytes bigint not null default 0,
  mime_type varchar(100) not null default '',
  state file_state not null default 'clean',
  -- Null until somebody asked for it; 0 where none can be made.
  thumbnail_bytes bigint,
  uploaded_by text not null default '',
  stored_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index stored_files_to_delete_idx on stored_files (storage_key) where attachment_id is null and deleted_at is null;
create index stored_files_deleted_at_idx on stored_files (deleted_at) where deleted_at is not null;
create index stored_files_pending_idx on stored_files (stored_at) where state = 'pending' and attachment_id is not null;
-- What one caller has sent within a day.
create index stored_files_uploaded_by_idx on stored_files (uploaded_by, stored_at);
