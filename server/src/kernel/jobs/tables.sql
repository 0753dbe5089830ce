create table job_schedule_runs (
  schedule text not null,
  slot timestamptz not null,
  status text not null check (status in ('queued', 'done', 'failed')),
  finished_at timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  primary key (schedule, slot)
);
create table worker_heartbeats (
  worker_id text primary key,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);
create index worker_heartbeats_beat on worker_heartbeats (beat_at);
