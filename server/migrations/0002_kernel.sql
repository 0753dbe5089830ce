-- Up Migration
create table audit_log (
  id bigint generated always as identity primary key,
  workspace_id bigint,
  actor_kind text not null check (actor_kind in ('user', 'token', 'system')),
  actor_id text,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  request_id text,
  ip text,
  created_at timestamptz not null default now()
);
create index audit_log_workspace on audit_log (workspace_id, id desc);
create index audit_log_subject on audit_log (subject_type, subject_id, id desc);
create function audit_log_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end
$$;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function audit_log_refuse_change();
create table job_schedules (
  name text primary key,
  cron text not null,
  time_zone text not null,
  created_at timestamptz not null
);
create table job_schedule_runs (
  schedule text not null references job_schedules (name) on delete cascade,
  slot timestamptz not null,
  status text not null check (status in ('queued', 'done', 'failed')),
  finished_at timestamptz,
  last_error text,
  primary key (schedule, slot)
);
create table worker_heartbeats (
  worker_id text primary key,
  beat_at timestamptz not null
);
create index worker_heartbeats_beat on worker_heartbeats (beat_at);
create table mail_outbox (
  id bigint generated always as identity primary key,
  recipient text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  dedupe_key text unique,
  created_at timestamptz not null default now()
);
create index mail_outbox_recipient on mail_outbox (lower(recipient), id desc);
