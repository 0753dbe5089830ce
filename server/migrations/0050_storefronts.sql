-- Up Migration
-- Credentials of stores (storefronts contract 2). A deleted token stays for the log of its events and answers nothing.
create table integration_tokens (
  id uuid primary key default gen_random_uuid(),
  workspace_id integer not null references workspaces (id) on delete cascade,
  -- for whom the store's programs act
  user_id integer not null references users (id),
  integration_type text not null check (integration_type in ('woocommerce', 'shopify', 'custom')),
  name text not null,
  -- SHA-256 of the token, which itself is nowhere
  token_hash bytea not null unique,
  token_preview text not null,
  is_active boolean not null default true,
  expires_at timestamptz,
  allowed_ips text[] not null default '{}',
  last_used_at timestamptz,
  usage_count bigint not null default 0,
  -- what the store last told of itself: host without www., and its currency
  store_host text,
  store_currency text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  unique (workspace_id, id)
) with (fillfactor = 70);
create index integration_tokens_list_idx on integration_tokens (workspace_id, user_id, created_at desc, id) where deleted_at is null;

-- How a product is called where ids are UUIDs (storefronts contract 7).
alter table products add column uuid uuid not null default gen_random_uuid();
create unique index products_uuid_key on products (uuid);

-- What stores and the knowledge of the assistant know of a product beyond the sales API. No row: only the sales API made it.
create table product_details (
  product_id integer primary key,
  workspace_id integer not null,
  source text not null default 'manual' check (source in ('woocommerce', 'shopify', 'manual')),
  -- who the product is over there: host without www. and, for example, woo_123
  store_host text,
  external_id text,
  -- of a variation: the product that it belongs to, which may arrive after it
  parent_external_id text,
  product_type text not null default 'product',
  short_description text,
  -- HTML of allowed tags only
  long_description text,
  link text,
  -- false: the store gave no price and products.price is 0 because it must be something
  has_price boolean not null default true,
  sale_price numeric(14, 2),
  original_price numeric(14, 2),
  discount_amount numeric(14, 2),
  discount_percentage numeric(5, 2),
  -- null: the currency of the workspace
  currency text,
  billing_period text,
  features jsonb not null default '[]',
  specifications jsonb not null default '{}',
  brand text,
  tags text[] not null default '{}',
  keywords text[] not null default '{}',
  -- null: whether there is stock
  in_stock boolean,
  -- false: the store does not count this product
  stock_managed boolean not null default true,
  -- the quantity as the store told it; it may be negative, which products.stock never is
  synced_stock integer,
  images text[] not null default '{}',
  meta_title text,
  meta_description text,
  extraction_method text not null default 'manual',
  extraction_confidence numeric(4, 3) not null default 1,
  extraction_metadata jsonb not null default '{}',
  -- folded: short description, category, brand and tags; together with products.search_text what a search looks at
  search_text text not null default '',
  category_folded text not null default '',
  brand_folded text not null default '',
  -- SHA-256 of the texts as received: another one means that the knowledge has changed
  content_hash text,
  source_modified_at timestamptz,
  last_sync_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workspace_id, product_id) references products (workspace_id, id) on delete cascade
);
-- One row per product of a store, also after it was deleted here: the store's next word about it revives it.
create unique index product_details_identity_key on product_details (workspace_id, external_id, store_host)
  nulls not distinct where external_id is not null;
create index product_details_parent_idx on product_details (workspace_id, parent_external_id, store_host)
  where parent_external_id is not null;

-- What stores said and what became of it (storefronts contract 5.6).
create table store_events (
  id uuid primary key default gen_random_uuid(),
  workspace_id integer not null references workspaces (id) on delete cascade,
  user_id integer not null references users (id),
  token_id uuid,
  system text not null check (system in ('woocommerce', 'wordpress')),
  event_id text not null,
  event_type text not null,
  channel text not null check (channel in ('plugin', 'native', 'bulk')),
  woo_product_id bigint,
  -- null once it is older than 30 days: it may hold personal data
  payload jsonb,
  processed_successfully boolean not null,
  -- why a processed event changed nothing: stale
  reason text,
  error_message text,
  processing_time_ms integer,
  source_ip text,
  user_agent text,
  created_at timestamptz not null,
  foreign key (workspace_id, token_id) references integration_tokens (workspace_id, id)
);
create unique index store_events_processed_key on store_events (workspace_id, system, event_id) where processed_successfully;
create index store_events_list_idx on store_events (workspace_id, system, created_at desc, id desc);
create index store_events_token_idx on store_events (token_id, created_at desc);
create index store_events_payload_idx on store_events (created_at) where payload is not null;
