-- Up Migration
-- kernel/text/fold.ts once more, for texts that many writers change: what is derived here no writer can forget. A test
-- compares the two over the letters of all six languages. `p_keep_marks` is its foldKeepingMarks.
create function fold_text(p_text text, p_keep_marks boolean default false) returns text
language plpgsql immutable strict parallel safe as $$
declare
  v text := p_text;
begin
  if octet_length(v) = char_length(v) then
    return translate(lower(v), '`', '''');
  end if;
  -- presentation forms of Arabic letters
  v := case when v ~ '[\uFB50-\uFDFF\uFE70-\uFEFC]' then normalize(v, NFKC) else normalize(v, NFC) end;
  v := normalize(lower(upper(replace(replace(v, 'ß', 'ss'), 'İ', U&'i\0307'))), NFD);
  -- vowel signs, tatweel, what is not seen
  v := regexp_replace(v, '[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u0640\u00AD\u200B-\u200F\u2060\uFEFF]+', '', 'g');
  v := translate(v,
    U&'\0649\064A\0643\0629\0671\06C1\06D5\03C2' || '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹' || U&'\02BB\02BC\2018\2019\02B9\02BE\02BF\2032\00B4\0060',
    U&'\06CC\06CC\06A9\0647\0627\0647\0647\03C3' || '01234567890123456789' || '''''''''''''''''''''');
  v := regexp_replace(v, '\u0435[\u0300-\u036F\u0483-\u0487]*\u0308', U&'\0435', 'g');
  if p_keep_marks then
    return normalize(v, NFC);
  end if;
  -- marks of Latin letters
  v := regexp_replace(v, '([a-z\u00AA\u00BA\u00DF-\u00F6\u00F8-\u02B8\u1E00-\u1EFF])[\u0300-\u036F\u0483-\u0487]+', '\1', 'g');
  return normalize(replace(v, 'đ', 'd'), NFC);
end $$;

-- Of the texts of product_details, those that a search for products looks at.
create function product_detail_search_text(p_short_description text, p_brand text, p_tags text[], p_keep_marks boolean)
returns text language plpgsql immutable parallel safe as $$
begin
  return fold_text(concat_ws(E'\n', p_short_description, p_brand, array_to_string(p_tags, E'\n')), p_keep_marks);
end $$;

alter table products add column category_folded text generated always as (fold_text(category)) stored;
alter table product_details drop column search_text, drop column category_folded, drop column brand_folded;
alter table product_details
  add column search_text text generated always as (product_detail_search_text(short_description, brand, tags, false)) stored,
  add column brand_folded text generated always as (fold_text(brand)) stored;

create index products_store_list_idx on products (workspace_id, created_at desc, id desc) include (is_active)
  where deleted_at is null and type <> 'variation';
create index products_category_keys_idx on products using gin (search_keys(workspace_id, category_folded))
  where deleted_at is null and category is not null;
create index product_details_search_keys_idx on product_details using gin (search_keys(workspace_id, search_text));
alter index products_category_keys_idx alter column 1 set statistics 0;
alter index product_details_search_keys_idx alter column 1 set statistics 0;
-- A store's categories joined together may be longer than an entry of this index can be.
drop index products_category_name_idx;
create index products_category_name_idx on products (workspace_id, left(lower(normalize(category)), 200)) where deleted_at is null;
