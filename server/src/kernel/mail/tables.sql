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
