import type { Cache } from '../cache/cache.ts'
import type { Page } from '../http/pagination.ts'

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

/** Where the totals of searches are remembered. */
export type SearchMemory = Pick<Cache, 'get' | 'set' | 'delete'>

/** One page of a search, with the columns of `versionColumns` read in the same statement. */
interface SearchedPage {
  total: number
  /** There are more hits than `total`. */
  more: boolean
  changes: number
  /** Rows of the whole list; null where rows may enter searches without being new. */
  size: number | null
}

const rememberedSeconds = 3600

/**
 * Counting thousands of hits takes many times as long as finding a page of them, so their number is remembered together with the
 * version of the list. While no row has entered or left searches, it is still exact; and while none has left, more hits
 * than are counted remain more. Then `readPage` alone answers, which walks the list; otherwise `gather` does, which
 * counts. Rare hits are always gathered: walking to them takes longer.
 */
export async function rememberedSearch<List extends SearchedPage>(
  memory: SearchMemory,
  key: string,
  page: Page,
  readPage: () => Promise<List>,
  gather: () => Promise<List>,
): Promise<List> {
  const known = await memory.get<SearchedPage>(key)
  if (known && isWorthWalking(known, page)) {
    const list = await readPage()
    const holds = known.changes === list.changes && (known.more || known.size === list.size)
    if (holds) return { ...list, total: known.total, more: known.more }
    await memory.delete(key)
  }
  const list = await gather()
  const { total, more, changes, size } = list
  if (isWorthWalking(list, page)) {
    await memory.set(key, { total, more, changes, size } satisfies SearchedPage, rememberedSeconds)
  }
  return list
}

/** Walking meets the page's rows among so many others as hits are rare; gathering reads every hit once. */
function isWorthWalking({ more, total, size }: SearchedPage, page: Page): boolean {
  if (more) return true
  return size !== null && total * total > (page.offset + page.limit) * size
}

/**
 * The columns `list_changes`, how often rows of the workspace `$1` left or changed in searches (see migration 0044), and
 * `list_size`, the sum of the totals `kinds`; null without any.
 */
export function versionColumns(changes: string, kinds: string[]): string {
  const sum = (wanted: string[]) =>
    `(select coalesce(sum(total), 0)::bigint from workspace_totals
      where workspace_id = $1 and kind in (${wanted.map((kind) => `'${kind}'`).join(', ')}))`
  return `${sum([changes])} as list_changes, ${kinds.length === 0 ? 'null::bigint' : sum(kinds)} as list_size`
}

/** What a list statement says on each row of the page; a page without rows is one row of nulls beside it. */
export interface ListFigures {
  list_total?: number
  list_more?: boolean
  list_changes?: number
  list_size?: number | null
}

/** A page's rows and the list's figures. */
export function readFigures<Row extends { id: number }>(rows: (Row & ListFigures)[]) {
  const [first] = rows
  return {
    found: first?.id == null ? [] : (rows as Row[]),
    total: first?.list_total ?? 0,
    more: first?.list_more ?? false,
    changes: first?.list_changes ?? 0,
    size: first?.list_size ?? null,
  }
}
