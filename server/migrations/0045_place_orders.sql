-- Up Migration
-- Places orders of one workspace together: all of them, or none and the reason of the first refusal. What arrives while
-- an earlier batch is written shares the price of the statement and of the commit. See docs/decisions/0005-placing-an-order.md.
drop function place_order;
drop function next_order_number;

-- One sequence per workspace and year: it numbers without a lock that would be held until the commit.
create function order_number_sequence(p_workspace_id integer, p_year integer) returns regclass language plpgsql as $$
declare
  v_name text := format('order_number_%s_%s', p_workspace_id, p_year);
begin
  if to_regclass(v_name) is null then
    perform pg_advisory_xact_lock(hashtext(v_name));
    execute format('create sequence if not exists %I', v_name);
  end if;
  return v_name::regclass;
end $$;

-- p_orders: an array of the orders' own columns; `n` is the place in it, counted from 1. The four line arrays hold the
-- lines of all orders one after the other; p_line_orders tells the `n` of each.
-- A refusal is a value, and nothing has been written when one is returned; `details` come in the order of `n`.
create function place_orders(
  p_workspace_id integer, p_time_zone text, p_now timestamptz, p_orders json, p_has_references boolean,
  p_line_orders integer[], p_product_ids integer[], p_quantities integer[], p_prices numeric[],
  out refusal text, out subject text, out details json
) language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  v_ids integer[];
  v_unknown bigint;
  v_short bigint;
  v_sequence regclass;
begin
  if p_has_references then
    select case
      when h.customer_id is not null and not exists (
        select from customers where workspace_id = p_workspace_id and id = h.customer_id and deleted_at is null) then 'customer'
      when h.seller_id is not null and not exists (
        select from memberships where workspace_id = p_workspace_id and user_id = h.seller_id) then 'seller'
      when h.branch_id is not null and not exists (
        select from branches where workspace_id = p_workspace_id and id = h.branch_id) then 'branch'
      when h.shipping_method_id is not null and not exists (
        select from shipping_methods where workspace_id = p_workspace_id and id = h.shipping_method_id) then 'shipping_method'
    end as missing into refusal
    from json_to_recordset(p_orders) as h (
      customer_id integer, seller_id integer, branch_id integer, shipping_method_id integer)
    order by missing nulls last limit 1;
    if refusal is not null then return; end if;
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

  v_sequence := order_number_sequence(p_workspace_id, extract(year from p_now at time zone p_time_zone)::integer);

  with numbered as materialized (
    select h.*, nextval('orders_id_seq')::integer as id, nextval(v_sequence) as number
    from json_to_recordset(p_orders) as h (
      n integer, created_by integer, customer_id integer, seller_id integer, branch_id integer, shipping_method_id integer,
      status text, delivery_status text, payment_status text, payment_method text, total numeric, discount numeric,
      shipping_fee numeric, quantity bigint, first_line integer, lines integer, shipping_address text, shipping_phone text, notes text,
      sales_channel text, actor_kind text, actor_id text, request_id text, ip text)
  ), header as materialized (
    select *, format('ORD-%s-%s', extract(year from p_now at time zone p_time_zone),
      lpad(number::text, greatest(3, length(number::text)), '0')) as order_number
    from numbered
  ), part as materialized (
    -- what each order takes of each product; `rest`: together with the orders after it
    select n, product_id, sum(quantity)::integer as quantity,
      (sum(sum(quantity)) over (partition by product_id order by n desc))::integer as rest
    from unnest(p_line_orders, p_product_ids, p_quantities) as l (n, product_id, quantity)
    group by n, product_id
  ), taken as (
    update products p set stock = p.stock - w.quantity
    from (select product_id, sum(quantity)::integer as quantity from part group by product_id) w
    where p.workspace_id = p_workspace_id and p.id = w.product_id
    returning p.id, p.name, p.image_url, p.stock
  ), placed as (
    insert into orders (
      id, workspace_id, order_number, customer_id, seller_id, created_by, branch_id, status, delivery_status, payment_status,
      payment_method, total_amount, discount_amount, shipping_fee, total_quantity, shipping_method_id, shipping_address,
      shipping_phone, notes, sales_channel, search_text, created_at, updated_at) overriding system value
    select id, p_workspace_id, order_number, customer_id, seller_id, created_by, branch_id, status, delivery_status,
      payment_status, payment_method, total, discount, shipping_fee, quantity, shipping_method_id, shipping_address,
      shipping_phone, notes, sales_channel, lower(order_number), p_now, p_now
    from header
  ), listed as (
    insert into order_items (
      workspace_id, order_id, line_number, product_id, product_name, product_image, quantity, price)
    select p_workspace_id, h.id, l.line - h.first_line + 1, t.id, t.name, t.image_url, l.quantity, l.price
    from unnest(p_line_orders, p_product_ids, p_quantities, p_prices) with ordinality
      as l (n, product_id, quantity, price, line)
    join header h on h.n = l.n join taken t on t.id = l.product_id
    order by l.line
  ), moved as (
    insert into inventory_transactions (
      workspace_id, product_id, type, quantity, previous_stock, new_stock, reference_type, reference_id, created_by, created_at)
    select p_workspace_id, t.id, 'out', p.quantity, t.stock + p.rest, t.stock + p.rest - p.quantity, 'order', h.id,
      h.created_by, p_now
    from part p join header h on h.n = p.n join taken t on t.id = p.product_id
    order by h.n, t.id
  ), audited as (
    insert into audit_log (
      workspace_id, actor_kind, actor_id, action, subject_type, subject_id, after, request_id, ip, created_at)
    select p_workspace_id, actor_kind, actor_id, 'order.placed', 'order', id::text,
      jsonb_build_object('order_number', order_number, 'status', status, 'total_amount', total,
        'discount_amount', discount, 'shipping_fee', shipping_fee, 'lines', lines),
      request_id, ip, p_now
    from header
  )
  select array_agg(id) into v_ids from header;

  select json_agg(d order by d.id) into details
  from order_details d where d.workspace_id = p_workspace_id and d.id = any (v_ids);
end $$;

-- Users and workspaces are marked, never deleted, and every order would lock their one row again for this proof. The
-- product of a movement has been locked by whoever moves its stock. Tenancy stays with the other composite keys.
alter table orders drop constraint orders_created_by_fkey, drop constraint orders_seller_id_fkey,
  drop constraint orders_workspace_id_fkey;
alter table inventory_transactions drop constraint inventory_transactions_workspace_id_product_id_fkey;
