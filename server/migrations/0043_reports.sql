-- Up Migration
-- What delivered orders sold, one row for each order and product: the report on products reads these instead of the items
-- of every order. Derived, and never written by hand: see docs/decisions/0010-reports.md.
create table sold_items (
  workspace_id integer not null,
  order_id integer not null,
  product_id integer not null,
  -- when the order was created
  sold_at timestamptz not null,
  quantity integer not null,
  -- in hundredths: narrower than numeric and cheaper to add
  revenue bigint not null,
  primary key (workspace_id, order_id, product_id),
  foreign key (workspace_id, order_id) references orders (workspace_id, id) on delete cascade
);

insert into sold_items (workspace_id, order_id, product_id, sold_at, quantity, revenue)
select o.workspace_id, o.id, i.product_id, o.created_at, sum(i.quantity), sum(i.subtotal) * 100
from orders o join order_items i on i.order_id = o.id
where o.status = 'delivered'
group by o.workspace_id, o.id, i.product_id, o.created_at
order by o.workspace_id, o.created_at, o.id;

-- A few days: by time. A year: already grouped by product, so that a million products need neither hashing nor sorting.
create index sold_items_time_idx on sold_items (workspace_id, sold_at) include (product_id, quantity, revenue);
create index sold_items_product_idx on sold_items (workspace_id, product_id, sold_at) include (quantity, revenue);

-- Makes the sold items of one order what its row and items say now, whatever happened to it in this transaction.
create function follow_sold_items() returns trigger language plpgsql as $$
declare
  v_order orders;
begin
  select * into v_order from orders where workspace_id = new.workspace_id and id = new.id;
  if not found or v_order.status <> 'delivered' then
    delete from sold_items where workspace_id = new.workspace_id and order_id = new.id;
    return null;
  end if;
  delete from sold_items s
  where s.workspace_id = new.workspace_id and s.order_id = new.id
    and not exists (select 1 from order_items i where i.order_id = new.id and i.product_id = s.product_id);
  insert into sold_items as s (workspace_id, order_id, product_id, sold_at, quantity, revenue)
  select v_order.workspace_id, v_order.id, i.product_id, v_order.created_at, sum(i.quantity), sum(i.subtotal) * 100
  from order_items i where i.order_id = v_order.id group by i.product_id
  on conflict (workspace_id, order_id, product_id) do update
    set sold_at = excluded.sold_at, quantity = excluded.quantity, revenue = excluded.revenue
    where (s.sold_at, s.quantity, s.revenue) is distinct from (excluded.sold_at, excluded.quantity, excluded.revenue);
  return null;
end $$;

-- At the commit, when the items are written too. An order that is not delivered pays for one comparison.
create constraint trigger orders_sold_items_insert after insert on orders deferrable initially deferred
  for each row when (new.status = 'delivered') execute function follow_sold_items();
create constraint trigger orders_sold_items_update after update on orders deferrable initially deferred
  for each row when (old.status = 'delivered' or new.status = 'delivered') execute function follow_sold_items();

-- Revenue over time and by customer, from the index alone. Only delivered orders enter them.
create index orders_delivered_idx on orders (workspace_id, created_at)
  include (customer_id, final_amount, payment_method, shipping_fee, discount_amount) where status = 'delivered';
create index orders_delivered_customer_idx on orders (workspace_id, customer_id, created_at)
  include (final_amount) where status = 'delivered';

-- The index of the list now also answers how many orders of which kind there were, without reading the orders.
create index orders_placed_idx on orders (workspace_id, created_at desc, id desc)
  include (status, delivery_status, payment_method, sales_channel, final_amount);
drop index orders_list_idx;
alter index orders_placed_idx rename to orders_list_idx;
