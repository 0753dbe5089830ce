-- Up Migration
-- One line per event: what failed and came again is the same event, so that failures that are over do not stand in the log for ever.
drop index store_events_processed_key;
create unique index store_events_event_key on store_events (workspace_id, system, event_id);
create index store_events_failed_idx on store_events (workspace_id, system, created_at desc, id desc) where not processed_successfully;
create index store_events_product_idx on store_events (workspace_id, woo_product_id) where woo_product_id is not null;
