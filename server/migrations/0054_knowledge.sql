-- Up Migration
-- What the assistant looks up before it answers. See docs/decisions/0012-answers-from-the-catalogue.md.

-- One entry per product that is sold (no variation) and per published page. Prices and stock are not here: they are read from
-- the rows when answering.
create table knowledge_entries (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  product_id integer,
  page_id uuid,
  -- the words of the entry as numbers that differ from workspace to workspace, so that each has posting lists of its own,
  -- and beside each how much it says, 1 to 1000
  keys integer[] not null,
  impacts smallint[] not null,
  -- SHA-256 of all indexed texts, and of the two texts that are embedded: what has been read already is not read again
  content_hash bytea not null,
  summary_hash bytea not null,
  text_hash bytea not null,
  check (num_nonnulls(product_id, page_id) = 1),
  foreign key (workspace_id, product_id) references products (workspace_id, id) on delete cascade,
  foreign key (workspace_id, page_id) references store_pages (workspace_id, id) on delete cascade
);
create unique index knowledge_entries_product_key on knowledge_entries (workspace_id, product_id) where product_id is not null;
create unique index knowledge_entries_page_key on knowledge_entries (workspace_id, page_id) where page_id is not null;
-- Each search reads the pending list as well, so it is kept short.
create index knowledge_entries_keys_idx on knowledge_entries using gin (keys) with (gin_pending_list_limit = 256);
alter table knowledge_entries alter column keys set statistics 0;

-- The vocabulary of a workspace: how many entries a word is in. The empty word is in all entries, so it counts them.
create table knowledge_terms (
  workspace_id integer not null references workspaces (id) on delete cascade,
  key integer not null,
  term text not null,
  entries integer not null,
  primary key (workspace_id, key)
) with (fillfactor = 80);

-- What words have in common with their misspellings and inflections, as numbers.
create table knowledge_traces (
  workspace_id integer not null references workspaces (id) on delete cascade,
  trace integer not null,
  key integer not null,
  primary key (workspace_id, trace, key)
);

-- Vectors by the text that they stand for, as float32 in little-endian bytes, and their signs for a first, rough comparison.
create table knowledge_vectors (
  workspace_id integer not null references workspaces (id) on delete cascade,
  model text not null,
  text_hash bytea not null,
  vector bytea not null,
  signs bit varying not null,
  created_at timestamptz not null,
  primary key (workspace_id, model, text_hash)
);
alter table knowledge_vectors alter column vector set storage external;

-- What changed since it was indexed; a row may be noted several times.
create table knowledge_outdated (
  id bigint generated always as identity,
  workspace_id integer not null,
  product_id integer,
  page_id uuid,
  primary key (workspace_id, id)
);

-- Once per statement, so that an import pays for one more insert. Of a variation the product is noted that it belongs to.
create function note_outdated_products() returns trigger language plpgsql as $$
begin
  insert into knowledge_outdated (workspace_id, product_id)
  select workspace_id, coalesce(parent_id, id) from added where deleted_at is null;
  return null;
end $$;
create trigger products_outdate_knowledge_insert after insert on products
  referencing new table as added for each statement execute function note_outdated_products();

create function note_outdated_product() returns trigger language plpgsql as $$
begin
  insert into knowledge_outdated (workspace_id, product_id)
  select distinct old.workspace_id, id from unnest(array[coalesce(old.parent_id, old.id), coalesce(new.parent_id, new.id)]) id;
  return null;
end $$;
-- Neither a sale nor a new price names one of these columns.
create trigger products_outdate_knowledge_update
  after update of name, description, category, sku, barcode, attributes, type, parent_id, is_active, deleted_at on products
  for each row when (
    (old.name, old.description, old.category, old.sku, old.barcode, old.attributes, old.type, old.parent_id, old.is_active)
      is distinct from
    (new.name, new.description, new.category, new.sku, new.barcode, new.attributes, new.type, new.parent_id, new.is_active)
    or (old.deleted_at is null) <> (new.deleted_at is null))
  execute function note_outdated_product();

create function note_outdated_details() returns trigger language plpgsql as $$
begin
  insert into knowledge_outdated (workspace_id, product_id) values (new.workspace_id, new.product_id);
  return null;
end $$;
create trigger product_details_outdate_knowledge_insert after insert on product_details
  for each row execute function note_outdated_details();
create trigger product_details_outdate_knowledge_update
  after update of product_type, short_description, long_description, features, specifications, brand, tags, keywords on product_details
  for each row when (
    (old.product_type, old.short_description, old.long_description, old.features, old.specifications, old.brand, old.tags, old.keywords)
      is distinct from
    (new.product_type, new.short_description, new.long_description, new.features, new.specifications, new.brand, new.tags, new.keywords))
  execute function note_outdated_details();

create function note_outdated_page() returns trigger language plpgsql as $$
begin
  insert into knowledge_outdated (workspace_id, page_id) values (new.workspace_id, new.id);
  return null;
end $$;
create trigger store_pages_outdate_knowledge_insert after insert on store_pages
  for each row when (new.is_published) execute function note_outdated_page();
create trigger store_pages_outdate_knowledge_update
  after update of title, content, excerpt, categories, tags, is_published on store_pages
  for each row when (
    (old.title, old.content, old.excerpt, old.categories, old.tags, old.is_published) is distinct from
    (new.title, new.content, new.excerpt, new.categories, new.tags, new.is_published))
  execute function note_outdated_page();

-- What is here already waits for its first reading.
insert into knowledge_outdated (workspace_id, product_id)
select workspace_id, id from products where deleted_at is null and is_active and parent_id is null order by id desc;
insert into knowledge_outdated (workspace_id, page_id) select workspace_id, id from store_pages where is_published;

-- What a person asked lately, so that "and the blue one?" can be understood. A conversation has the name that its client gave it.
create table assistant_turns (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspaces (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  conversation_id text not null,
  question text not null,
  response text not null,
  created_at timestamptz not null
);
create index assistant_turns_conversation_idx on assistant_turns (workspace_id, user_id, conversation_id, id desc);
create index assistant_turns_age_idx on assistant_turns (created_at);
