-- Up Migration
-- Products are marked as deleted, never removed, and who writes an item holds its product's lock: the key proved nothing and
-- cost each line of an order a look-up, and its index an entry at a random place. Nothing reads items by product.
alter table order_items drop constraint order_items_workspace_id_product_id_fkey;
drop index order_items_product_idx;
