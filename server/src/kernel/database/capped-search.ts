import type { Cache } from '../cache/cache.ts'

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

/** Where searches with more hits than are counted are remembered. */
export type KnownFloors = Pick<Cache, 'get' | 'set' | 'delete'>

/** One page of a search. `changes` is the number of `changesColumn`, read in the same statement. */
interface SearchedPage {
  total: number
  more: boolean
  changes: number
}

/** How often rows had left searches when one had more than `searchTotalLimit` hits. */
interface Floor {
  changes: number
}

const floorSeconds = 3600

/**
 * Counting ten thousand hits takes twenty times as long as finding a page of them, so a search that had more is remembered with the
 * number of changes at that time. Transactions that take rows out of searches raise it, so while it stands still there are at
 * least as many hits, and `readPage` alone answers. Otherwise `gather` does, which counts.
 */
export async function searchWithFloor<List extends SearchedPage>(
  floors: KnownFloors,
  key: string,
  readPage: () => Promise<List>,
  gather: () => Promise<List>,
): Promise<List> {
  const floor = await floors.get<Floor>(key)
  if (floor) {
    const list = await readPage()
    if (list.changes === floor.changes) return { ...list, total: searchTotalLimit, more: true }
    await floors.delete(key)
  }
  const list = await gather()
  if (list.more) await floors.set(key, { changes: list.changes } satisfies Floor, floorSeconds)
  return list
}

/** A column `list_changes`: how often rows of the workspace `$1` left searches, see migration 0044. */
export function changesColumn(kind: 'products:changes' | 'orders:changes'): string {
  return `(select coalesce(sum(total), 0)::bigint from workspace_totals
    where workspace_id = $1 and kind = '${kind}') as list_changes`
}
