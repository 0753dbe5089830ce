-- Up Migration
alter table imports add column kind text not null default 'products' check (kind in ('products', 'orders'));
alter table imports alter column kind drop default;
drop index imports_list_idx;
create index imports_list_idx on imports (workspace_id, kind, created_at desc);

-- What the file of an imported order named and this shop does not have: {"seller": "...", "branch": "...",
-- "shipping_method": "..."}; given back by the export.
alter table orders add column imported jsonb;

-- The rows of an order file between dry run and apply.
create table order_import_rows (
  import_id uuid not null references imports (id) on delete cascade,
  run integer not null,
  position integer not null,
  line integer not null,
  valid boolean not null,
  order_number text,
  created_at timestamptz,
  status text,
  delivery_status text,
  payment_status text,
  payment_method text,
  sales_channel text,
  customer_key text,
  customer_code text,
  customer_name text,
  customer_email text,
  customer_phone text,
  seller text,
  branch text,
  shipping_method text,
  total_quantity bigint,
  total_amount numeric(15, 2),
  discount_amount numeric(14, 2),
  shipping_fee numeric(14, 2),
  shipping_address text,
  shipping_phone text,
  tracking_number text,
  return_code text,
  reconciliation_code text,
  notes text,
  search_text text,
  -- [{"id", "own_id", "sku", "name", "quantity", "price"}]
  items jsonb not null default '[]',
  -- resolved against the shop, at the end of the dry run and again when applied
  problem text,
  is_new boolean,
  customer_id integer,
  primary key (import_id, run, position)
);

-- Lets the numbering of a year go on behind a number from elsewhere. Never backwards, also beside orders that are being
-- placed: short ways are gone number by number, and a long way nobody else can have gone meanwhile.
create function continue_order_numbers(p_workspace_id integer, p_year integer, p_number bigint) returns void
language plpgsql as $$
declare
  v_sequence regclass := order_number_sequence(p_workspace_id, p_year);
  v_last bigint := coalesce(pg_sequence_last_value(v_sequence), 0);
begin
  if p_number - v_last > 1000000 then
    perform setval(v_sequence, p_number);
  else
    perform nextval(v_sequence) from generate_series(v_last + 1, p_number);
  end if;
end $$;
