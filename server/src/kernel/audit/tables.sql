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
