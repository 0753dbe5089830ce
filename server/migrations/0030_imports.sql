-- Up Migration
-- One uploaded product file: the dry run's findings, then what became of it.
create table imports (
  id uuid primary key default gen_random_uuid(),
  number integer generated always as identity unique,
  workspace_id integer not null references workspaces (id) on delete cascade,
  created_by integer not null references users (id),
  status text not null default 'analyzing'
    check (status in ('analyzing', 'ready', 'invalid', 'applying', 'done', 'failed', 'cancelled')),
  file_name text not null,
  file_key text not null,
  size bigint not null,
  delimiter text,
  columns jsonb not null default '[]',
  missing_columns text[] not null default '{}',
  -- what the user decided about columns: index -> field or null
  mapping jsonb not null default '{}',
  options jsonb not null,
  rows_total integer,
  rows_done integer not null default 0,
  counts jsonb not null default '{}',
  findings jsonb not null default '[]',
  finding_counts jsonb not null default '{}',
  preview jsonb not null default '[]',
  report jsonb,
  -- The latest analysis or apply; an older one that still runs finds another number here and stops.
  run integer not null default 0,
  -- who pressed apply, and how: actor, address, request, whether bad rows are skipped
  apply_order jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index imports_list_idx on imports (workspace_id, created_at desc);
create index imports_unfinished_idx on imports (updated_at) where status in ('analyzing', 'applying');

-- The rows of a file between dry run and apply. A row without `valid` only holds its place, so that
-- rows which refer to it can say so.
create table import_rows (
  import_id uuid not null references imports (id) on delete cascade,
  run integer not null,
  position integer not null,
  line integer not null,
  valid boolean not null,
  sku text,
  external_id text,
  own_id integer,
  parent_ref text,
  type text,
  name text,
  variation_label text,
  description text,
  price numeric(14, 2),
  stock integer,
  stock_mode text not null,
  categories jsonb not null default '[]',
  image_url text,
  images text[] not null default '{}',
  barcode text,
  cost_price numeric(14, 2),
  weight numeric(10, 3),
  supplier text,
  low_stock_threshold integer,
  published boolean,
  attributes jsonb not null default '{}',
  extra jsonb not null default '{}',
  search_text text,
  search_marked text,
  -- resolved against the catalogue, at the end of the dry run and again when applied
  problem text,
  product_id integer,
  is_new boolean,
  external_free boolean,
  parent_position integer,
  parent_id integer,
  category_id integer,
  primary key (import_id, run, position)
);
