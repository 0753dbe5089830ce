import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { rememberStore, type StoreToken, storeHostOf } from '../integration-tokens/index.ts'
import type { EventEffect } from '../store-events/index.ts'
import { insertPage, listSamePages, type SamePage, unpublishPage, updatePage } from './queries.ts'
import type { ContentEvent } from './read-content.ts'

/**
 * Makes true what a site said of a page (storefronts contract 5.7). A change that is older than what is known is stale; a deletion always
 * counts, keeps the row and takes it off the site. Calls for one page wait for each other.
 */
export async function applyContent(
  tx: Transaction,
  token: StoreToken,
  { page, isDeletion }: Pick<ContentEvent, 'page' | 'isDeletion'>,
  now: Date,
): Promise<EventEffect> {
  const told = storeHostOf(page.permalink)
  await lockPage(tx, token.workspaceId, page.postId, page.postType)
  const known = await listSamePages(tx, token.workspaceId, page.postId, page.postType)
  const host = told ?? token.storeHost
  const existing = samePage(known, host)
  await rememberStore(tx, token, { host: told })
  if (isDeletion) {
    if (existing) await unpublishPage(tx, existing.id, page.modifiedAt, now)
    return undefined
  }
  if (existing && isOlder(page.modifiedAt, existing.modified_date)) return { skipped: 'stale' }
  if (existing) await updatePage(tx, existing.id, token.userId, host ?? existing.store_host, page, now)
  else await insertPage(tx, token, host, page, now)
  return undefined
}

/** The page of that site; one of no known site is taken for it. Without a site, the only page there is. */
function samePage(known: SamePage[], host: string | null): SamePage | undefined {
  if (host === null) return known.length === 1 ? known[0] : known.find((page) => page.store_host === null)
  return known.find((page) => page.store_host === host) ?? known.find((page) => page.store_host === null)
}

function isOlder(told: string | null, known: string | null): boolean {
  return told !== null && known !== null && Date.parse(told) < Date.parse(known)
}

/** Also where there is no row yet that could be locked. */
async function lockPage(tx: Executor, workspaceId: number, postId: number, postType: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `store page ${workspaceId} ${postId} ${postType}`,
  ])
}
