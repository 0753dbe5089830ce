-- Up Migration
-- Pages and posts that WordPress sites sent (storefronts contract 5.7). A page that was deleted there stays, unpublished.
create table store_pages (
  id uuid primary key default gen_random_uuid(),
  workspace_id integer not null references workspaces (id) on delete cascade,
  -- for whom the token acts that sent it last
  user_id integer not null references users (id),
  -- host without www.; null while no address of the site is known
  store_host text,
  wp_post_id bigint not null,
  -- WordPress's own name of the type: page, post or any other
  post_type_slug text not null,
  content_type text not null check (content_type in ('page', 'post', 'custom')),
  title text not null,
  content text not null,
  excerpt text not null,
  -- '' when there is none
  permalink text not null,
  author text not null,
  categories text[] not null,
  tags text[] not null,
  featured_image text not null,
  is_published boolean not null,
  -- as the site told it; an older one comes too late
  modified_date timestamptz,
  -- SHA-256 of title, content and excerpt as received
  content_hash text not null,
  last_synced_at timestamptz not null,
  metadata jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id)
);
create unique index store_pages_identity_key on store_pages (workspace_id, wp_post_id, post_type_slug, store_host)
  nulls not distinct;
create index store_pages_list_idx on store_pages (workspace_id, created_at desc, id);
