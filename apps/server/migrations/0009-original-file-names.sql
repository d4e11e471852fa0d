-- The name as the sender gave it; fileName has the extension of the file's type. Null for files stored before.
alter table stored_files add column original_name varchar(255);
-- Of text: utf-8, utf-16 or other. Null: not text, or text stored before, which is UTF-8.
alter table stored_files add column charset varchar(10);
-- The bytes that a caller has announced and not sent yet.
create index direct_uploads_caller_idx on direct_uploads (caller, created_at) where attachment_id is null;
