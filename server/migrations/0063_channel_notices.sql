-- Up Migration
-- What people are told of accounts whose connection ended (channels contract 6.3): at most one a day and account.
create table channel_notices (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  account_id integer not null,
  -- in UTC
  day date not null,
  created_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by integer references users (id),
  unique (account_id, day),
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
create index channel_notices_open_idx on channel_notices (workspace_id, id desc) where dismissed_at is null;
create index channel_notices_age_idx on channel_notices (created_at);
