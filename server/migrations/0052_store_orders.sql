-- Up Migration
-- Which order of a store is which order here (storefronts contract 6). One row per order of a store, also after the order
-- was deleted here: what the store said before must not bring it back.
create table store_orders (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  -- host without www.; null when the store never said who it is
  store_host text,
  -- the order's id over there
  external_id bigint not null,
  -- null: deleted here
  order_id integer,
  -- what the store said last about columns that people may change here too: only what it says anew replaces their changes
  told jsonb not null,
  source_modified_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique nulls not distinct (workspace_id, external_id, store_host),
  foreign key (workspace_id, order_id) references orders (workspace_id, id) on delete set null (order_id)
);
create index store_orders_order_idx on store_orders (workspace_id, order_id) where order_id is not null;
