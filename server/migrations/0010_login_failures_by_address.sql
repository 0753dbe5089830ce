-- Up Migration
-- Failed log-ins of one address over all accounts are summed at each log-in.
create index login_failures_address_idx on login_failures (ip, window_started_at);
