-- Up Migration
create table shipments (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  order_id integer not null,
  carrier_id integer not null,
  tracking_number text not null,
  status text not null default 'pending' check (status in ('pending', 'in_transit', 'delivered', 'returned', 'cancelled')),
  estimated_delivery_date date,
  actual_delivery_date date,
  notes text,
  sales_channel text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id),
  constraint shipments_tracking_number_key unique (workspace_id, tracking_number),
  -- only pending and cancelled orders can be deleted, whose shipments never left
  foreign key (workspace_id, order_id) references orders (workspace_id, id) on delete cascade,
  foreign key (workspace_id, carrier_id) references shipping_methods (workspace_id, id)
) with (fillfactor = 85);
create index shipments_order_idx on shipments (workspace_id, order_id);
-- an order travels once; a cancelled shipment makes room for another
create unique index shipments_open_order_key on shipments (workspace_id, order_id) where status <> 'cancelled';
create index shipments_list_idx on shipments (workspace_id, created_at desc, id desc);
create index shipments_status_idx on shipments (workspace_id, status, created_at desc, id desc);
create index shipments_carrier_idx on shipments (workspace_id, carrier_id, created_at desc, id desc);

-- What a shipment shows of its order, customer and carrier, as they are now.
create view shipment_details as
select s.workspace_id, s.id, s.order_id, o.order_number, o.customer_id,
  c.name as customer_name, c.phone as customer_phone, c.address as customer_address,
  s.carrier_id, m.name as carrier_name, m.description as carrier_description,
  s.tracking_number, s.status, s.estimated_delivery_date, s.actual_delivery_date, s.notes, s.sales_channel,
  o.final_amount as total_amount, s.created_at, s.updated_at
from shipments s
join orders o on o.id = s.order_id
join shipping_methods m on m.id = s.carrier_id
left join customers c on c.id = o.customer_id;

-- one total per status: 'shipments:pending', 'shipments:in_transit' ...
create function count_shipments() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_workspace_total(workspace_id, kind, n) from (
      select workspace_id, 'shipments:' || status as kind, count(*) as n from added group by 1, 2 order by 1, 2) s;
  else
    perform add_workspace_total(workspace_id, kind, -n) from (
      select workspace_id, 'shipments:' || status as kind, count(*) as n from removed group by 1, 2 order by 1, 2) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;
create trigger shipments_count_insert after insert on shipments
  referencing new table as added for each statement execute function count_shipments();
create trigger shipments_count_delete after delete on shipments
  referencing old table as removed for each statement execute function count_shipments();

create function recount_shipment() returns trigger language plpgsql as $$
begin
  perform add_workspace_total(old.workspace_id, kind, delta)
  from (values ('shipments:' || old.status, -1), ('shipments:' || new.status, 1)) as s (kind, delta) order by kind;
  return null;
end $$;
create trigger shipments_count_update after update of status on shipments
  for each row when (old.status <> new.status) execute function recount_shipment();

create index customers_group_idx on customers (workspace_id, group_id) where deleted_at is null and group_id is not null;
