-- Up Migration
-- Since when the secrets of an account open with none of the keys: its status is `expired` then, and it is connected again by itself
-- once a key is back that opens them. Null: they open, or there are none.
alter table channel_accounts add column unreadable_since timestamptz;
create index channel_accounts_unreadable_idx on channel_accounts (id) where unreadable_since is not null;
