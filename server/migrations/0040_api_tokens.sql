-- Up Migration
create table api_tokens (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  created_by integer not null,
  name text not null,
  -- SHA-256 of the token, which itself is nowhere.
  token_hash bytea not null unique,
  token_preview text not null,
  permissions text[] not null,
  is_active boolean not null default true,
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Whoever is no member any more leaves no token behind.
  constraint api_tokens_maker foreign key (workspace_id, created_by)
    references memberships (workspace_id, user_id) on delete cascade
);
create index api_tokens_maker_idx on api_tokens (workspace_id, created_by);

-- Stored answers are encrypted from now on; those of the last day were not.
delete from idempotency_keys;
