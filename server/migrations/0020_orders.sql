-- Up Migration
-- What an order shows of the rows it refers to, as they are now; the items show the products as they were sold.
create view order_rows as
select o.workspace_id, o.id, o.order_number,
  o.customer_id, c.name as customer_name, c.code as customer_code, c.email as customer_email,
  c.phone as customer_phone, c.address as customer_address,
  o.seller_id, coalesce(nullif(seller.full_name, ''), seller.username, seller.email) as seller_name,
  o.created_by, coalesce(nullif(creator.full_name, ''), creator.username, creator.email, '') as creator_name,
  o.branch_id, b.code as branch_code, b.name as branch_name,
  o.status, o.delivery_status, o.payment_status, o.payment_method,
  o.total_amount, o.discount_amount, o.shipping_fee, o.final_amount,
  o.shipping_method_id, m.name as shipping_method_name, o.shipping_address, o.shipping_phone,
  o.tracking_number, o.return_code, o.reconciliation_code, o.notes, o.sales_channel,
  o.total_quantity, o.created_at, o.updated_at
from orders o
join users creator on creator.id = o.created_by
left join users seller on seller.id = o.seller_id
-- by id alone: composite foreign keys hold the workspaces together, and one condition is the cheaper look-up
left join customers c on c.id = o.customer_id
left join branches b on b.id = o.branch_id
left join shipping_methods m on m.id = o.shipping_method_id;

create view order_details as
select r.*, (
  select json_agg(json_build_array(i.id, i.product_id, i.product_name, i.product_image, i.quantity, i.price, i.subtotal)
    order by i.line_number)
  from order_items i where i.order_id = r.id) as items
from order_rows r;

-- One sequence per workspace and year: it numbers without a lock that would be held until the commit, so orders of one
-- shop are committed together. See docs/decisions/0005-placing-an-order.md.
create function next_order_number(p_workspace_id integer, p_year integer) returns text language plpgsql as $$
declare
  v_sequence text := format('order_number_%s_%s', p_workspace_id, p_year);
  v_number text;
begin
  if to_regclass(v_sequence) is null then
    perform pg_advisory_xact_lock(hashtext(v_sequence));
    execute format('create sequence if not exists %I', v_sequence);
  end if;
  v_number := nextval(v_sequence::regclass)::text;
  return format('ORD-%s-%s', p_year, lpad(v_number, greatest(3, length(v_number)), '0'));
end $$;

create function drop_order_sequences() returns trigger language plpgsql as $$
declare
  v_sequence text;
begin
  for v_sequence in
    select relname from pg_class where relkind = 'S' and relname ~ format('^order_number_%s_\d+$', old.id)
  loop
    execute format('drop sequence if exists %I', v_sequence);
  end loop;
  return null;
end $$;
create trigger workspaces_drop_order_sequences after delete on workspaces
  for each row execute function drop_order_sequences();

-- Places an order in one statement: checks, takes the stock, numbers, writes, audits and reads the answer.
-- Refusals are values, and nothing has been written when one is returned.
create function place_order(
  p_workspace_id integer, p_created_by integer, p_time_zone text, p_now timestamptz,
  p_product_ids integer[], p_quantities integer[], p_prices numeric[],
  p_customer_id integer, p_seller_id integer, p_branch_id integer, p_shipping_method_id integer,
  p_status text, p_delivery_status text, p_payment_status text, p_payment_method text,
  p_total numeric, p_discount numeric, p_shipping_fee numeric,
  p_shipping_address text, p_shipping_phone text, p_notes text, p_sales_channel text,
  p_actor_kind text, p_actor_id text, p_request_id text, p_ip text,
  out refusal text, out subject text, out detail json
) language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  v_order_id integer;
  v_number text;
  v_unknown bigint;
  v_short bigint;
begin
  if p_customer_id is not null then
    perform 1 from customers where workspace_id = p_workspace_id and id = p_customer_id and deleted_at is null;
    if not found then refusal := 'customer'; return; end if;
  end if;
  if p_seller_id is not null then
    perform 1 from memberships where workspace_id = p_workspace_id and user_id = p_seller_id;
    if not found then refusal := 'seller'; return; end if;
  end if;
  if p_branch_id is not null then
    perform 1 from branches where workspace_id = p_workspace_id and id = p_branch_id;
    if not found then refusal := 'branch'; return; end if;
  end if;
  if p_shipping_method_id is not null then
    perform 1 from shipping_methods where workspace_id = p_workspace_id and id = p_shipping_method_id;
    if not found then refusal := 'shipping_method'; return; end if;
  end if;

  -- Products are locked in ascending id order, whatever the order of the lines.
  with wanted as (
    select l.product_id, sum(l.quantity) as quantity, min(l.line) as line
    from unnest(p_product_ids, p_quantities) with ordinality as l (product_id, quantity, line)
    group by l.product_id
  ), locked as materialized (
    select p.id, p.stock, p.is_active from products p
    where p.workspace_id = p_workspace_id and p.id = any (p_product_ids) and p.deleted_at is null
    order by p.id for no key update
  )
  select min(w.line) filter (where p.id is null or not p.is_active), min(w.line) filter (where p.stock < w.quantity)
  into v_unknown, v_short
  from wanted w left join locked p on p.id = w.product_id;

  if v_unknown is not null then
    refusal := 'product';
    subject := p_product_ids[v_unknown];
    return;
  end if;
  if v_short is not null then
    refusal := 'stock';
    select name into subject from products where id = p_product_ids[v_short];
    return;
  end if;

  v_number := next_order_number(p_workspace_id, extract(year from p_now at time zone p_time_zone)::integer);

  with placed as (
    insert into orders (
      workspace_id, order_number, customer_id, seller_id, created_by, branch_id, status, delivery_status, payment_status,
      payment_method, total_amount, discount_amount, shipping_fee, total_quantity, shipping_method_id, shipping_address,
      shipping_phone, notes, sales_channel, search_text, created_at, updated_at)
    select p_workspace_id, v_number, p_customer_id, p_seller_id, p_created_by, p_branch_id, p_status, p_delivery_status,
      p_payment_status, p_payment_method, p_total, p_discount, p_shipping_fee, sum(quantity), p_shipping_method_id,
      p_shipping_address, p_shipping_phone, p_notes, p_sales_channel, lower(v_number), p_now, p_now
    from unnest(p_quantities) as quantity
    returning id
  ), taken as (
    update products p set stock = p.stock - w.quantity
    from (
      select l.product_id, sum(l.quantity)::integer as quantity
      from unnest(p_product_ids, p_quantities) as l (product_id, quantity) group by l.product_id) w
    where p.workspace_id = p_workspace_id and p.id = w.product_id
    returning p.id, p.name, p.image_url, p.stock, w.quantity
  ), listed as (
    insert into order_items (
      workspace_id, order_id, line_number, product_id, product_name, product_image, quantity, price)
    select p_workspace_id, o.id, l.line, t.id, t.name, t.image_url, l.quantity, l.price
    from placed o, unnest(p_product_ids, p_quantities, p_prices) with ordinality as l (product_id, quantity, price, line)
    join taken t on t.id = l.product_id
    order by l.line
  ), moved as (
    insert into inventory_transactions (
      workspace_id, product_id, type, quantity, previous_stock, new_stock, reference_type, reference_id, created_by, created_at)
    select p_workspace_id, t.id, 'out', t.quantity, t.stock + t.quantity, t.stock, 'order', o.id, p_created_by, p_now
    from placed o, taken t order by t.id
  ), audited as (
    insert into audit_log (
      workspace_id, actor_kind, actor_id, action, subject_type, subject_id, after, request_id, ip, created_at)
    select p_workspace_id, p_actor_kind, p_actor_id, 'order.placed', 'order', id::text,
      jsonb_build_object('order_number', v_number, 'status', p_status, 'total_amount', p_total,
        'discount_amount', p_discount, 'shipping_fee', p_shipping_fee, 'lines', cardinality(p_product_ids)),
      p_request_id, p_ip, p_now
    from placed
  )
  select id into v_order_id from placed;

  select row_to_json(d) into detail from order_details d where d.workspace_id = p_workspace_id and d.id = v_order_id;
end $$;

create index orders_seller_idx on orders (workspace_id, seller_id, created_at desc, id desc) where seller_id is not null;
create index orders_return_code_idx on orders (workspace_id, return_code) where return_code is not null;
create index orders_reconciliation_code_idx on orders (workspace_id, reconciliation_code) where reconciliation_code is not null;
create index customers_code_search_idx on customers using gin (workspace_id, lower(code) gin_trgm_ops);

-- Who moved stock stays written down whatever becomes of the account; users are never removed, only marked.
alter table inventory_transactions drop constraint inventory_transactions_created_by_fkey;

-- As before, in one statement without a function call in between: every order pays for this trigger.
create or replace function count_orders() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into workspace_totals as t (workspace_id, kind, shard, total)
    select workspace_id, 'orders', pg_backend_pid() % 16, count(*) from added group by 1 order by 1
    on conflict (workspace_id, kind, shard) do update set total = t.total + excluded.total;
  else
    perform add_workspace_total(workspace_id, 'orders', -n) from (
      select workspace_id, count(*) as n from removed group by 1 order by 1) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;
