-- Up Migration
-- The workspace that the next log-in opens, as long as he is a member of it.
alter table users add column active_workspace_id integer;

create table invitations (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  email text not null check (email = lower(email)),
  role text not null check (role in ('manager', 'seller', 'viewer')),
  language text not null,
  -- SHA-256 of what the mailed link carries.
  token_hash bytea not null unique,
  invited_by integer not null references users (id),
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create unique index invitations_open_key on invitations (workspace_id, email)
  where accepted_at is null and revoked_at is null;
create index invitations_sent_idx on invitations (workspace_id, sent_at);
