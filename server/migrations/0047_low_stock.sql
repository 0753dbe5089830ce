-- Up Migration
-- How many products run low, kept when one crosses its threshold: the overview of a shop shows it at every look, and counting
-- reads the whole catalogue. See docs/decisions/0010-reports.md.
create or replace function count_products() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_workspace_total(workspace_id, kind, n) from (
      select workspace_id, case when is_active then 'products:active' else 'products:inactive' end as kind, count(*) as n
      from added where deleted_at is null group by 1, 2
      union all
      select workspace_id, 'products:low', count(*) from added
      where is_active and deleted_at is null and type in ('simple', 'variation') and stock <= low_stock_threshold group by 1
      order by 1, 2) s;
  else
    perform add_workspace_total(workspace_id, kind, -n) from (
      select workspace_id, case when is_active then 'products:active' else 'products:inactive' end as kind, count(*) as n
      from removed where deleted_at is null group by 1, 2
      union all
      select workspace_id, 'products:low', count(*) from removed
      where is_active and deleted_at is null and type in ('simple', 'variation') and stock <= low_stock_threshold group by 1
      order by 1, 2) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;

create function recount_low_product() returns trigger language plpgsql as $$
begin
  perform add_workspace_total(new.workspace_id, 'products:low',
    case when new.is_active and new.deleted_at is null and new.type in ('simple', 'variation')
      and new.stock <= new.low_stock_threshold then 1 else -1 end);
  return null;
end $$;
-- At the commit, so that this counter is always the last to be locked. A sale that crosses no threshold pays for a comparison.
create constraint trigger products_low_update after update of stock, low_stock_threshold, is_active, deleted_at, type on products
  deferrable initially deferred for each row
  when (
    (old.is_active and old.deleted_at is null and old.type in ('simple', 'variation') and old.stock <= old.low_stock_threshold)
    <> (new.is_active and new.deleted_at is null and new.type in ('simple', 'variation') and new.stock <= new.low_stock_threshold))
  execute function recount_low_product();

insert into workspace_totals (workspace_id, kind, shard, total)
select workspace_id, 'products:low', 0, count(*) from products
where is_active and deleted_at is null and type in ('simple', 'variation') and stock <= low_stock_threshold
group by workspace_id;
