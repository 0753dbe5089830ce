-- Up Migration
-- The trigrams of a text as numbers that differ from workspace to workspace. An index on them has posting lists of each
-- workspace's own: no list of all rows of a workspace to intersect with, and no hits of other shops to skip.
-- See docs/decisions/0011-scale.md.
create function search_keys(p_workspace_id integer, p_text text) returns integer[]
language sql immutable strict parallel safe as $$
  select array(select hashtext(trigram) # hashint4(p_workspace_id) from unnest(public.show_trgm(p_text)) trigram)
$$;

-- The keys that every text with a certain part in it has: `p_trigrams` are trigrams as they are, `p_windows` stretches of three
-- letters beyond ASCII, whose trigrams only pg_trgm can name: what a stretch has and neither of its halves.
-- Not for parallel workers: a search that is over in a millisecond must not wait twenty for them.
create function wanted_search_keys(p_workspace_id integer, p_trigrams text[], p_windows text[]) returns integer[]
language sql immutable strict parallel restricted as $$
  select array(
    select hashtext(trigram) # hashint4(p_workspace_id) from unnest(p_trigrams) trigram
    union
    select hashtext(inner_trigram.t) # hashint4(p_workspace_id)
    from unnest(p_windows) w, lateral (
      select unnest(public.show_trgm(w)) as t
      except select unnest(public.show_trgm(left(w, 2)) || public.show_trgm(right(w, 2)))
    ) inner_trigram)
$$;

create index products_search_keys_idx on products using gin (search_keys(workspace_id, search_text)) where deleted_at is null;
create index customers_search_keys_idx on customers
  using gin (search_keys(workspace_id, search_text || E'\n' || lower(code)));
-- Statistics of these keys would cost each ANALYZE seconds and tell the planner nothing: keys of one word come together.
alter index products_search_keys_idx alter column 1 set statistics 0;
alter index customers_search_keys_idx alter column 1 set statistics 0;
drop index products_search_idx, customers_search_idx, customers_code_search_idx;
-- Every order and every change paid for it, and nothing reads the log by subject.
drop index audit_log_subject;

-- How many transactions changed what searches find, other than by adding rows: `products:changes`, `customers:changes`; or
-- only took orders out of searches that found them before: `orders:changes`. While the number stands still, more than
-- 10,000 hits stay more than 10,000; and while the list's total stands still as well, any total of a search of products or
-- customers stays what it was. Once in a transaction, so that an import of many rows pays once. TG_ARGV: the kind.
create function note_search_change() returns trigger language plpgsql as $$
declare
  v_setting text := 'tradepost.' || translate(tg_argv[0], ':', '_');
  v_workspace text := old.workspace_id::text;
begin
  if current_setting(v_setting, true) is distinct from v_workspace
    and exists (select from workspaces where id = old.workspace_id) then
    perform add_workspace_total(old.workspace_id, tg_argv[0], 1);
    perform set_config(v_setting, v_workspace, true);
  end if;
  return null;
end $$;
create trigger products_note_search_change after update of search_text, search_marked, is_active, deleted_at on products
  for each row when (
    old.search_text <> new.search_text or old.search_marked <> new.search_marked
    or old.is_active <> new.is_active or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function note_search_change('products:changes');
create trigger products_note_search_delete after delete on products
  for each row execute function note_search_change('products:changes');
-- A text that still holds the old one, as when an order gets its tracking number, is found by whatever found it before.
create trigger orders_note_search_change after update on orders
  for each row when (
    strpos(new.search_text, old.search_text) = 0 or old.customer_id is distinct from new.customer_id
    or old.tracking_number <> coalesce(new.tracking_number, '') or old.return_code <> coalesce(new.return_code, '')
    or old.reconciliation_code <> coalesce(new.reconciliation_code, ''))
  execute function note_search_change('orders:changes');
create trigger orders_note_search_delete after delete on orders
  for each row execute function note_search_change('orders:changes');
create trigger customers_note_search_change after update of search_text, search_marked on customers
  for each row when (old.search_text <> new.search_text or old.search_marked <> new.search_marked)
  execute function note_search_change('orders:changes');
create trigger customers_note_own_change after update of search_text, search_marked, deleted_at on customers
  for each row when (
    old.search_text <> new.search_text or old.search_marked <> new.search_marked
    or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function note_search_change('customers:changes');
create trigger customers_note_search_delete after delete on customers
  for each row execute function note_search_change('customers:changes');

-- The total of the customer list, kept as those of products and orders.
create function count_customers() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform add_workspace_total(workspace_id, 'customers', n) from (
      select workspace_id, count(*) as n from added where deleted_at is null group by 1 order by 1) s;
  else
    perform add_workspace_total(workspace_id, 'customers', -n) from (
      select workspace_id, count(*) as n from removed where deleted_at is null group by 1 order by 1) s
      where exists (select 1 from workspaces w where w.id = s.workspace_id);
  end if;
  return null;
end $$;
create trigger customers_count_insert after insert on customers
  referencing new table as added for each statement execute function count_customers();
create trigger customers_count_delete after delete on customers
  referencing old table as removed for each statement execute function count_customers();
create function recount_customer() returns trigger language plpgsql as $$
begin
  perform add_workspace_total(new.workspace_id, 'customers', case when new.deleted_at is null then 1 else -1 end);
  return null;
end $$;
create trigger customers_count_update after update of deleted_at on customers
  for each row when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function recount_customer();
insert into workspace_totals (workspace_id, kind, shard, total)
select workspace_id, 'customers', 0, count(*) from customers where deleted_at is null group by 1;
