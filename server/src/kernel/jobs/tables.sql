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
