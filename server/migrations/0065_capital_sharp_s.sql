-- Up Migration
-- The capital ẞ is found by ß, ss and SS like the small one; kernel/text/fold.ts does the same.
create or replace function fold_text(p_text text, p_keep_marks boolean default false) returns text
language plpgsql immutable strict parallel safe as $$
declare
  v text := p_text;
begin
  if octet_length(v) = char_length(v) then
    return translate(lower(v), '`', '''');
  end if;
  -- presentation forms of Arabic letters
  v := case when v ~ '[\uFB50-\uFDFF\uFE70-\uFEFC]' then normalize(v, NFKC) else normalize(v, NFC) end;
  v := normalize(lower(upper(replace(replace(replace(v, 'ẞ', 'ss'), 'ß', 'ss'), 'İ', U&'i\0307'))), NFD);
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

update products set search_text = replace(search_text, 'ß', 'ss'), search_marked = replace(search_marked, 'ß', 'ss')
  where search_text like '%ß%' or search_marked like '%ß%';
update customers set search_text = replace(search_text, 'ß', 'ss'), search_marked = replace(search_marked, 'ß', 'ss')
  where search_text like '%ß%' or search_marked like '%ß%';
update suppliers set search_text = replace(search_text, 'ß', 'ss') where search_text like '%ß%';
update orders set search_text = replace(search_text, 'ß', 'ss') where search_text like '%ß%';
-- Their folded columns are generated anew.
update products set category = category where category_folded like '%ß%';
update product_details set brand = brand, short_description = short_description, tags = tags
  where search_text like '%ß%' or brand_folded like '%ß%';
