/** A search tells its exact total up to here; beyond, only that there are more. */
export const searchTotalLimit = 10_000

interface SearchParts {
  /** Selects `id, created_at` of all hits, in any order. */
  hits: string
  /** Selects `id, created_at` of one page of the hits, newest first, by walking the list. */
  walk: string
  /** `limit ... offset ...` of the page. */
  window: string
}

/**
 * CTEs of a search in one statement; the last, `page`, has one row for each row of the page, or one of nulls, with
 * `list_total` and `list_more`: whether there are more hits than the total says. Few hits are gathered, counted and cut. When there
 * are more than the limit, gathering stops there and the page is found by walking the list, where such hits are frequent.
 */
export function cappedSearch({ hits, walk, window }: SearchParts): string {
  // As a scalar subquery the number is known before a branch starts, and the branch that is not wanted never does.
  const found = '(select n from found)'
  return `with hits as materialized (${hits} limit ${searchTotalLimit + 1}),
    found as materialized (select count(*) as n from hits),
    page as (
      select least(found.n, ${searchTotalLimit}) as list_total, found.n > ${searchTotalLimit} as list_more,
        cut.id, cut.created_at
      from found left join (
        (select h.id, h.created_at from hits h where ${found} <= ${searchTotalLimit}
         order by h.created_at desc, h.id desc ${window})
        union all
        (select w.id, w.created_at from (${walk}) w where ${found} > ${searchTotalLimit})
      ) cut on true)`
}
