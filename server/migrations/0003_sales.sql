-- Up Migration
-- Exact list totals without counting: every writing transaction adds to one of a few rows, so that parallel
-- writers of one workspace do not queue behind a single counter.
create table workspace_totals (
  workspace_id integer not null references workspaces (id) on delete cascade,
  kind text not null,
  shard smallint not null,
  total bigint not null,
  primary key (workspace_id, kind, shard)
) with (fillfactor = 50);

create table number_sequences (
  workspace_id integer not null references workspaces (id) on delete cascade,
  kind text not null,
  year integer not null default 0,
  last_number bigint not null,
  primary key (workspace_id, kind, year)
);

create table categories (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  parent_id integer,
  image_url text,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, parent_id) references categories (workspace_id, id),
  check (parent_id <> id)
);
create index categories_parent_idx on categories (workspace_id, parent_id);

create table suppliers (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  name text not null,
  contact_name text,
  email text,
  phone text,
  address text,
  tax_code text,
  bank_account text,
  notes text,
  is_active boolean not null default true,
  search_text text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id)
);

create table products (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  price numeric(14, 2) not null check (price >= 0),
  stock integer not null default 0 check (stock >= 0),
  category text,
  category_id integer,
  image_url text,
  images text[] not null default '{}',
  sku text,
  barcode text,
  cost_price numeric(14, 2) check (cost_price >= 0),
  weight numeric(10, 3) check (weight >= 0),
  supplier_id integer,
  low_stock_threshold integer not null default 10 check (low_stock_threshold >= 0),
  is_active boolean not null default true,
  -- simple, variable (parent of variations), variation, grouped, external: as shops name them
  type text not null default 'simple',
  parent_id integer,
  attributes jsonb not null default '{}',
  -- what an import brought that the catalogue has no column for; given back by the export
  extra jsonb not null default '{}',
  external_id text,
  -- folded name, SKU, barcode and description: without marks (indexed) and with Vietnamese marks (rechecked)
  search_text text not null default '',
  search_marked text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (workspace_id, id),
  foreign key (workspace_id, category_id) references categories (workspace_id, id),
  foreign key (workspace_id, supplier_id) references suppliers (workspace_id, id),
  foreign key (workspace_id, parent_id) references products (workspace_id, id)
) with (fillfactor = 80);
create unique index products_sku_key on products (workspace_id, sku) where deleted_at is null and sku is not null;
create unique index products_barcode_key on products (workspace_id, barcode) where deleted_at is null and barcode is not null;
create unique index products_external_key on products (workspace_id, external_id) where deleted_at is null and external_id is not null;
create index products_list_idx on products (workspace_id, is_active, created_at desc, id desc) where deleted_at is null;
create index products_category_idx on products (workspace_id, category_id) where deleted_at is null;
create index products_category_name_idx on products (workspace_id, lower(normalize(category))) where deleted_at is null;
create index products_supplier_idx on products (workspace_id, supplier_id) where deleted_at is null;
create index products_parent_idx on products (workspace_id, parent_id) where parent_id is not null;
create index products_search_idx on products using gin (workspace_id, search_text gin_trgm_ops) where deleted_at is null;

create table customer_groups (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  discount_percentage numeric(5, 2) not null default 0 check (discount_percentage between 0 and 100),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);

create table customers (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  code text not null,
  name text not null,
  email text,
  phone text,
  phone_digits text generated always as (nullif(regexp_replace(phone, '[ .-]', '', 'g'), '')) stored,
  address text,
  group_id integer,
  credit_limit numeric(14, 2) not null default 0 check (credit_limit >= 0),
  tags text[] not null default '{}',
  search_text text not null default '',
  search_marked text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (workspace_id, id),
  unique (workspace_id, code),
  foreign key (workspace_id, group_id) references customer_groups (workspace_id, id)
);
create unique index customers_email_key on customers (workspace_id, lower(email)) where deleted_at is null;
create unique index customers_phone_key on customers (workspace_id, phone_digits) where deleted_at is null;
create index customers_list_idx on customers (workspace_id, created_at desc, id desc) where deleted_at is null;
create index customers_search_idx on customers using gin (workspace_id, search_text gin_trgm_ops);

create table branches (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  code text not null,
  name text not null,
  address text,
  phone text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (workspace_id, code)
);

create table shipping_methods (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  name text not null,
  description text,
  cost numeric(14, 2) not null default 0 check (cost >= 0),
  estimated_days integer,
  is_active boolean not null default true,
  sort_order integer not null default 0,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);

create table orders (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  order_number text not null,
  customer_id integer,
  seller_id integer references users (id),
  created_by integer not null references users (id),
  branch_id integer,
  status text not null default 'pending',
  delivery_status text not null default 'pending',
  payment_status text not null default 'unpaid',
  payment_method text not null default 'cash',
  total_amount numeric(15, 2) not null check (total_amount >= 0),
  discount_amount numeric(14, 2) not null default 0 check (discount_amount >= 0),
  shipping_fee numeric(14, 2) not null default 0 check (shipping_fee >= 0),
  final_amount numeric(15, 2) generated always as (total_amount - discount_amount + shipping_fee) stored check (final_amount >= 0),
  total_quantity bigint not null,
  shipping_method_id integer,
  shipping_address text,
  shipping_phone text,
  tracking_number text,
  return_code text,
  reconciliation_code text,
  notes text,
  sales_channel text,
  -- false for orders that never took stock (imported from a store)
  moves_stock boolean not null default true,
  stock_returned_at timestamptz,
  search_text text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (workspace_id, order_number),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id),
  foreign key (workspace_id, branch_id) references branches (workspace_id, id),
  foreign key (workspace_id, shipping_method_id) references shipping_methods (workspace_id, id)
) with (fillfactor = 85);
create index orders_list_idx on orders (workspace_id, created_at desc, id desc);
create index orders_status_idx on orders (workspace_id, status, created_at desc, id desc);
create index orders_customer_idx on orders (workspace_id, customer_id, created_at desc, id desc);
create index orders_search_idx on orders using gin (workspace_id, search_text gin_trgm_ops);

create table order_items (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  order_id integer not null,
  line_number integer not null,
  product_id integer not null,
  product_name text not null,
  product_image text,
  quantity integer not null check (quantity > 0),
  price numeric(14, 2) not null check (price >= 0),
  subtotal numeric(20, 2) generated always as (quantity * price) stored,
  foreign key (workspace_id, order_id) references orders (workspace_id, id) on delete cascade,
  foreign key (workspace_id, product_id) references products (workspace_id, id)
);
create unique index order_items_order_idx on order_items (order_id, line_number);
create index order_items_product_idx on order_items (product_id);

create table inventory_transactions (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  product_id integer not null,
  type text not null check (type in ('in', 'out', 'return', 'adjustment')),
  quantity integer not null,
  previous_stock integer not null,
  new_stock integer not null check (new_stock >= 0),
  notes text,
  reference_type text,
  reference_id integer,
  created_by integer references users (id),
  created_at timestamptz not null default now(),
  foreign key (workspace_id, product_id) references products (workspace_id, id)
);
create index inventory_transactions_list_idx on inventory_transactions (workspace_id, id desc);
create index inventory_transactions_product_idx on inventory_transactions (product_id, id desc);

-- kind of a product row's total: products:active, products:inactive; deleted rows count nowhere
create function add_workspace_total(p_workspace_id integer, p_kind text, p_delta bigint) returns void language sql as $$
  insert into workspace_totals as t (workspace_id, kind, shard, total)
  values (p_workspace_id, p_kind, pg_backend_pid() % 16, p_delta)
  on conflict (workspace_id, kind, shard) do update set total = t.total + excluded.total
$$;

create function count_products() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_workspace_total(workspace_id, kind, n) from (
      select workspace_id, case when is_active then 'products:active' else 'products:inactive' end as kind, count(*) as n
      from added where deleted_at is null group by 1, 2 order by 1, 2) s;
  else
    perform add_workspace_total(workspace_id, kind, -n) from (
      select workspace_id, case when is_active then 'products:active' else 'products:inactive' end as kind, count(*) as n
      from removed where deleted_at is null group by 1, 2 order by 1, 2) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;
create trigger products_count_insert after insert on products
  referencing new table as added for each statement execute function count_products();
create trigger products_count_delete after delete on products
  referencing old table as removed for each statement execute function count_products();

-- By row, and only when the row changes sides: a sale updates stock and must not pay for this.
create function recount_product() returns trigger language plpgsql as $$
begin
  if old.deleted_at is null then
    perform add_workspace_total(old.workspace_id, case when old.is_active then 'products:active' else 'products:inactive' end, -1);
  end if;
  if new.deleted_at is null then
    perform add_workspace_total(new.workspace_id, case when new.is_active then 'products:active' else 'products:inactive' end, 1);
  end if;
  return null;
end $$;
create trigger products_count_update after update of is_active, deleted_at on products
  for each row when (old.is_active <> new.is_active or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function recount_product();

create function count_orders() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_workspace_total(workspace_id, 'orders', n) from (
      select workspace_id, count(*) as n from added group by 1 order by 1) s;
  else
    perform add_workspace_total(workspace_id, 'orders', -n) from (
      select workspace_id, count(*) as n from removed group by 1 order by 1) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;
create trigger orders_count_insert after insert on orders
  referencing new table as added for each statement execute function count_orders();
create trigger orders_count_delete after delete on orders
  referencing old table as removed for each statement execute function count_orders();
