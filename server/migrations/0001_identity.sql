-- Up Migration
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create table users (
  id integer generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  email text,
  username text,
  full_name text not null default '',
  bio text not null default '',
  phone_number text,
  telegram_id bigint,
  avatar text,
  password_hash text,
  is_active boolean not null default true,
  is_verified boolean not null default false,
  is_staff boolean not null default false,
  language text not null default 'ru' check (language in ('en', 'fa', 'ar', 'vi', 'ru', 'uz')),
  timezone text not null default 'Asia/Tashkent',
  rating numeric(3, 2) not null default 5.00,
  total_sales integer not null default 0,
  total_purchases integer not null default 0,
  -- Part of every token: raising it ends all sessions of the user at once.
  auth_version integer not null default 1,
  last_login timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (email = lower(email)),
  check (deleted_at is not null or email is not null)
);
create unique index users_email_key on users (email) where deleted_at is null;
create unique index users_username_key on users (lower(username)) where deleted_at is null;
create unique index users_phone_number_key on users (phone_number) where deleted_at is null;

create table password_history (
  id bigint generated always as identity primary key,
  user_id integer not null references users (id) on delete cascade,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create index password_history_user_idx on password_history (user_id, id desc);

create table workspaces (
  id integer generated always as identity primary key,
  name text not null,
  time_zone text not null default 'Asia/Ho_Chi_Minh',
  currency text not null default 'VND' check (currency ~ '^[A-Z]{3}$'),
  locale text not null default 'vi',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table memberships (
  workspace_id integer not null references workspaces (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'manager', 'seller', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_user_idx on memberships (user_id, workspace_id);

create table sessions (
  id uuid primary key default gen_random_uuid(),
  user_id integer not null,
  workspace_id integer not null,
  kind text not null check (kind in ('marketplace', 'sales')),
  user_agent text not null default '',
  ip text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (workspace_id, user_id) references memberships (workspace_id, user_id) on delete cascade
);
create index sessions_user_idx on sessions (user_id) where revoked_at is null;

create table refresh_tokens (
  jti uuid primary key,
  session_id uuid not null references sessions (id) on delete cascade,
  expires_at timestamptz not null,
  rotated_at timestamptz,
  created_at timestamptz not null default now()
);
create index refresh_tokens_session_idx on refresh_tokens (session_id);

create table one_time_tokens (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('password_reset', 'email_verification', 'owner')),
  token_hash bytea not null unique,
  user_id integer references users (id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index one_time_tokens_user_idx on one_time_tokens (user_id, kind);

create table login_failures (
  email text not null,
  ip text not null,
  failures integer not null,
  window_started_at timestamptz not null,
  locked_until timestamptz,
  primary key (email, ip)
);

create table idempotency_keys (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  response_status integer,
  response_headers jsonb,
  response_body text,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_keys_created_idx on idempotency_keys (created_at);

-- Whoever changes what a session stands on, by whatever path, tells every process that caches it.
create function announce_auth_change() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'users' then
    perform pg_notify('auth_changed', 'user:' || old.id);
  elsif tg_table_name = 'workspaces' then
    perform pg_notify('auth_changed', 'workspace:' || old.id);
  elsif tg_table_name = 'memberships' then
    perform pg_notify('auth_changed', 'user:' || old.user_id);
  else
    perform pg_notify('auth_changed', 'session:' || old.id);
  end if;
  return null;
end $$;
create trigger users_auth_change after update of uuid, username, email, full_name, is_active, is_staff, auth_version, deleted_at, language or delete on users
  for each row execute function announce_auth_change();
create trigger workspaces_auth_change after update or delete on workspaces
  for each row execute function announce_auth_change();
create trigger memberships_auth_change after update or delete on memberships
  for each row execute function announce_auth_change();
create trigger sessions_auth_change after update of revoked_at, expires_at, workspace_id or delete on sessions
  for each row execute function announce_auth_change();
