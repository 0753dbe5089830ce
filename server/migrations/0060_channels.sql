-- Up Migration
-- Accounts on Meta, TikTok, WhatsApp, LinkedIn and X (channels contract 2).
create table channel_accounts (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  -- judged by the registry of platforms, which grows without a migration
  platform text not null,
  name text not null,
  account_link text,
  phone_number text,
  -- what the platform's addresses call it: of Meta the active page
  external_account_id text,
  external_account_name text,
  status text not null default 'disconnected' check (status in ('disconnected', 'connected', 'expired', 'error')),
  is_active boolean not null default true,
  token_expires_at timestamptz,
  -- after that no renewal works any more; null: unknown, or never
  refresh_expires_at timestamptz,
  scopes text[] not null default '{}',
  -- public facts only, never a token
  metadata jsonb not null default '{}',
  error_message text,
  last_sync_at timestamptz,
  created_by integer not null references users (id),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- raised by every change of the secrets: who renews them writes only over the version that he read
  token_version integer not null default 0,
  -- who renews the secrets now; a process that died with it loses it by the clock of the database
  refresh_lease uuid,
  refresh_lease_until timestamptz,
  refresh_failures integer not null default 0,
  -- the renewal in the background waits until then
  refresh_after timestamptz,
  unique (workspace_id, id)
);
create index channel_accounts_list_idx on channel_accounts (workspace_id, id desc);
create unique index channel_accounts_external_key on channel_accounts (workspace_id, platform, external_account_id)
  where external_account_id is not null;
create index channel_accounts_due_idx on channel_accounts (token_expires_at) where status = 'connected' and is_active;

-- Access, refresh and page tokens, sealed by the key ring for exactly this account and name.
create table channel_secrets (
  account_id integer not null references channel_accounts (id) on delete cascade,
  -- access_token, refresh_token or page_token:<page id>
  name text not null,
  sealed text not null,
  primary key (account_id, name)
);

-- Connections that were begun. A taken state is gone; an outdated one stays a day to be told from an unknown one.
create table channel_oauth_states (
  -- SHA-256 of the state, which itself is in the browser only
  state_hash bytea primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  -- null: the account was deleted meanwhile
  account_id integer references channel_accounts (id) on delete set null,
  user_id integer not null references users (id),
  platform text not null,
  redirect_uri text not null,
  -- the PKCE verifier, sealed
  verifier text,
  -- SHA-256 of the flow cookie of the browser that began
  cookie_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index channel_oauth_states_account_idx on channel_oauth_states (account_id, created_at desc);
create index channel_oauth_states_expiry_idx on channel_oauth_states (expires_at);

-- What was done with an account, redacted; kept 90 days.
create table channel_logs (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  account_id integer not null,
  action text not null,
  status text not null check (status in ('success', 'error', 'pending')),
  message text not null default '',
  response_data jsonb,
  error_details text,
  created_at timestamptz not null,
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
create index channel_logs_list_idx on channel_logs (workspace_id, id desc);
create index channel_logs_account_idx on channel_logs (account_id, id desc);
create index channel_logs_age_idx on channel_logs (created_at);
