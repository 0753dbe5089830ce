-- Up Migration
-- Conversations on WhatsApp and what platforms tell by themselves (channels contract 5.5 and 5.6).

-- When the person consented last: what a platform tells of the time before counts no more.
alter table channel_accounts add column connected_at timestamptz;
update channel_accounts a set connected_at = (
  select max(l.created_at) from channel_logs l
  where l.account_id = a.id and l.action = 'oauth_connect' and l.status = 'success');

-- By what webhooks name: an external account of any workspace, and the pages of a person.
create index channel_accounts_external_idx on channel_accounts (platform, external_account_id);
create index channel_accounts_pages_idx on channel_accounts using gin ((metadata -> 'pages') jsonb_path_ops)
  where platform = 'meta';

create table whatsapp_messages (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  account_id integer not null,
  -- digits of the other side
  phone_number text not null,
  phone_number_id text not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  message_type text not null,
  body text not null,
  -- null: the platform has not answered (yet)
  whatsapp_message_id text,
  -- sending: the call is under way, or its process died; unconfirmed: its answer was lost, so that it may have been sent
  sending text check (sending in ('sending', 'unconfirmed')),
  is_read boolean not null,
  -- the caller's own mark: a second send with it is the first
  client_reference text,
  -- SHA-256 of what was sent under the mark
  reference_hash bytea,
  -- what the platform answered to the send
  answer jsonb,
  created_at timestamptz not null,
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade,
  check (direction = 'outbound' or (sending is null and whatsapp_message_id is not null))
);
create unique index whatsapp_messages_platform_key on whatsapp_messages (account_id, whatsapp_message_id);
create unique index whatsapp_messages_reference_key on whatsapp_messages (workspace_id, client_reference)
  where client_reference is not null;
create index whatsapp_messages_list_idx on whatsapp_messages (workspace_id, created_at desc, id desc);
create index whatsapp_messages_phone_idx on whatsapp_messages (workspace_id, phone_number, created_at desc, id desc);
create index whatsapp_messages_thread_idx on whatsapp_messages (account_id, phone_number, created_at desc, id desc);
create index whatsapp_messages_unread_idx on whatsapp_messages (account_id, phone_number) where not is_read;
create index whatsapp_messages_sending_idx on whatsapp_messages (created_at) where sending is not null;

-- What became of messages, by the platform's ids: it may be told before the message itself is known here.
create table whatsapp_statuses (
  account_id integer not null references channel_accounts (id) on delete cascade,
  whatsapp_message_id text not null,
  status text not null check (status in ('sent', 'delivered', 'read', 'failed')),
  -- of failed: the platform's number and words
  error_code text,
  error_text text,
  updated_at timestamptz not null,
  primary key (account_id, whatsapp_message_id)
);
create index whatsapp_statuses_age_idx on whatsapp_statuses (updated_at);

-- A line per account and person, kept with the messages, so that the list is read without them.
create table whatsapp_conversations (
  workspace_id integer not null,
  account_id integer not null,
  phone_number text not null,
  -- as the person calls himself on WhatsApp
  profile_name text,
  last_message_id bigint,
  last_message_at timestamptz not null,
  last_message_preview text not null,
  last_message_type text not null,
  last_message_direction text not null,
  -- null: the person never wrote; the platform lets free text out for 24 hours
  last_inbound_at timestamptz,
  unread_count integer not null check (unread_count >= 0),
  primary key (account_id, phone_number),
  foreign key (workspace_id, account_id) references channel_accounts (workspace_id, id) on delete cascade
);
create index whatsapp_conversations_list_idx on whatsapp_conversations (workspace_id, last_message_at desc);

-- Entries of webhooks: written down before the platform gets its 200, then dealt with. The hash stays, so that a second
-- delivery of an entry changes nothing.
create table channel_webhook_entries (
  id bigint generated always as identity primary key,
  platform text not null,
  hash bytea not null,
  received_at timestamptz not null,
  -- JSON as text, for it may have what jsonb does not hold; null: dealt with
  entry text,
  attempts integer not null default 0,
  try_after timestamptz not null
);
create unique index channel_webhook_entries_key on channel_webhook_entries (platform, hash);
create index channel_webhook_entries_due_idx on channel_webhook_entries (try_after) where entry is not null;
create index channel_webhook_entries_age_idx on channel_webhook_entries (received_at);
