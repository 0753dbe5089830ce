-- Up Migration
-- A SKU of a shop that another product of the workspace holds, or that is too long for the sales API, stands in the
-- metadata alone; a search for products looks at it there.
alter table product_details drop column search_text;
drop function product_detail_search_text(text, text, text[], boolean);

create function product_detail_search_text(
  p_short_description text, p_brand text, p_tags text[], p_extraction_metadata jsonb, p_keep_marks boolean)
returns text language plpgsql immutable parallel safe as $$
begin
  return fold_text(
    concat_ws(E'\n', p_short_description, p_brand, array_to_string(p_tags, E'\n'), p_extraction_metadata ->> 'sku'),
    p_keep_marks);
end $$;

alter table product_details
  add column search_text text generated always as
    (product_detail_search_text(short_description, brand, tags, extraction_metadata, false)) stored;
create index product_details_search_keys_idx on product_details using gin (search_keys(workspace_id, search_text));
alter index product_details_search_keys_idx alter column 1 set statistics 0;

-- Questions are answered by it as well.
drop trigger product_details_outdate_knowledge_update on product_details;
create trigger product_details_outdate_knowledge_update
  after update of product_type, short_description, long_description, features, specifications, brand, tags, keywords,
    extraction_metadata on product_details
  for each row when (
    (old.product_type, old.short_description, old.long_description, old.features, old.specifications, old.brand, old.tags,
      old.keywords, old.extraction_metadata ->> 'sku')
      is distinct from
    (new.product_type, new.short_description, new.long_description, new.features, new.specifications, new.brand, new.tags,
      new.keywords, new.extraction_metadata ->> 'sku'))
  execute function note_outdated_details();
