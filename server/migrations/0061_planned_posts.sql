-- Up Migration
-- Posts for several accounts at once, now or at a time, and what became of them on each.
create table channel_planned_posts (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  message text not null,
  link text,
  -- [{type, url}]
  media jsonb not null default '[]',
  scheduled_at timestamptz not null,
  -- follows from the targets, by the trigger below
  status text not null default 'scheduled'
    check (status in ('scheduled', 'publishing', 'published', 'partly', 'failed', 'canceled', 'unconfirmed')),
  created_by integer not null references users (id),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id)
);
create index channel_planned_posts_list_idx on channel_planned_posts (workspace_id, scheduled_at, id);
create index channel_planned_posts_status_idx on channel_planned_posts (workspace_id, status, scheduled_at, id);

create table channel_planned_targets (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  post_id integer not null,
  account_id integer not null,
  position smallint not null,
  -- null: the message of the post
  message text,
  options jsonb not null default '{}',
  -- whom the account stood for when the post was planned: another page must not get it by surprise
  external_account_id text,
  status text not null default 'scheduled'
    check (status in ('scheduled', 'publishing', 'processing', 'published', 'failed', 'unconfirmed', 'canceled')),
  -- when it is published, or looked at again; null: nothing more is done by itself
  due_at timestamptz,
  attempts integer not null default 0,
  -- in a row, since the last success or retry by hand
  failures integer not null default 0,
  -- how often the account's posts were read for it in vain
  looks integer not null default 0,
  -- the process that publishes it now; one that died with it loses it by the clock of the database
  claim uuid,
  claimed_until timestamptz,
  -- the platform was called; a claim that ended without was never sent
  called_at timestamptz,
  external_id text,
  permalink_url text,
  error_code text,
  error_message text,
  published_at timestamptz,
  -- the pending line of the account's log, while nobody knows whether it was published
  log_id integer references channel_logs (id) on delete set null,
  unique (post_id, account_id),
  foreign key (workspace_id, post_id) references channel_planned_posts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
create index channel_planned_targets_account_idx on channel_planned_targets (account_id, post_id);
create index channel_planned_targets_due_idx on channel_planned_targets (due_at)
  where due_at is not null and status in ('scheduled', 'processing', 'unconfirmed');
create index channel_planned_targets_log_idx on channel_planned_targets (log_id) where log_id is not null;
create index channel_planned_targets_claim_idx on channel_planned_targets (claimed_until) where status = 'publishing';

-- The post's row is locked first, so that of two targets that end at once the second sees the first.
create function channel_planned_post_status() returns trigger language plpgsql as $$
declare
  post integer := coalesce(new.post_id, old.post_id);
begin
  perform 1 from channel_planned_posts where id = post for update;
  update channel_planned_posts p set status = derived.status
  from (
    select case
        when count(*) filter (where status <> 'scheduled') = 0 and count(*) > 0 then 'scheduled'
        when count(*) filter (where status in ('scheduled', 'publishing', 'processing')) > 0 then 'publishing'
        when count(*) filter (where status <> 'published') = 0 and count(*) > 0 then 'published'
        when count(*) filter (where status = 'published') > 0 then 'partly'
        when count(*) filter (where status = 'unconfirmed') > 0 then 'unconfirmed'
        when count(*) filter (where status = 'failed') > 0 then 'failed'
        else 'canceled'
      end as status
    from channel_planned_targets where post_id = post
  ) derived
  where p.id = post and p.status <> derived.status;
  return null;
end
$$;
create trigger channel_planned_targets_status after insert or delete or update of status on channel_planned_targets
  for each row execute function channel_planned_post_status();

-- Direct publishing whose end is not known yet: written before the platform is called, gone once it is known.
create table channel_open_publications (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  account_id integer not null,
  external_account_id text,
  message text not null,
  called_at timestamptz not null,
  -- of a call under way so late that its process must have died
  due_at timestamptz not null,
  looks integer not null default 0,
  -- the pending line of the account's log; null: the call may still be under way
  log_id integer references channel_logs (id) on delete cascade,
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
create index channel_open_publications_due_idx on channel_open_publications (due_at);
create index channel_open_publications_account_idx on channel_open_publications (account_id);
create index channel_open_publications_log_idx on channel_open_publications (log_id);

-- Posts as of the last synchronisations.
create table channel_posts (
  account_id integer not null,
  external_id text not null,
  workspace_id integer not null,
  message text not null,
  created_time timestamptz,
  permalink_url text,
  media_url text,
  metrics jsonb not null,
  synced_at timestamptz not null,
  primary key (account_id, external_id),
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);

-- The last figures of each day, of each page that the account stood for.
create table channel_insight_days (
  account_id integer not null,
  external_account_id text not null,
  day date not null,
  workspace_id integer not null,
  metrics jsonb not null,
  fetched_at timestamptz not null,
  primary key (account_id, external_account_id, day),
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
