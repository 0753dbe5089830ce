import { calendarOf } from '../../../kernel/clock/calendar.ts'
import { withAccess } from '../account-access.ts'
import type { AccountAccess, Adapter, Metrics, PostRow, Profile, Provider } from '../adapter.ts'
import { noted } from '../content.ts'
import type { MessageTemplate } from '../messages/model.ts'
import { rememberTemplates } from '../messages/templates.ts'
import type { Channels } from '../platforms.ts'
import { actionRefusal, ProviderError } from '../provider-error.ts'
import type { AccountRow } from '../queries.ts'
import { demandConnected } from '../renew-token.ts'
import { saveInsightDay, saveSync, upsertPosts } from './queries.ts'

const maxPosts = 100
const maxPagesRead = 20

export interface Synced {
  account: AccountRow
  counts: { posts: number; [what: string]: number }
}

/**
 * Brings the newest 100 posts, the figures, and what else the platform tells of an account up to date (channels contract 3.4), with a
 * line in its log. Throws the refusals of channels contract 1; nothing has changed then.
 */
export async function syncAccount(channels: Channels, account: AccountRow): Promise<Synced> {
  demandConnected(account)
  const adapter = channels.platforms.get(account.platform)?.adapter
  if (!adapter) throw actionRefusal('platform_not_configured')
  const saved = { account }
  const counts = await noted(channels, account, 'sync', 'Synchronised', async () => {
    const told = await withAccess(channels, account, (provider, access) => ask(adapter, provider, access))
    saved.account = await save(channels, account, told)
    return countsOf(told)
  })
  return { ...saved, counts }
}

interface Told {
  posts: PostRow[]
  metrics: Metrics | null
  profile: Profile | null
  templates: MessageTemplate[] | null
}

/**
 * Where one of posts and figures may not be read, the other counts alone. Where the platform let us read neither, that is told; an
 * account that has neither by its nature (a LinkedIn member) has its profile alone.
 */
async function ask(adapter: Adapter, provider: Provider, access: AccountAccess): Promise<Told> {
  const posts = adapter.listPosts ? await orScope(readPosts(adapter.listPosts, provider, access)) : []
  const metrics = adapter.insights ? await orScope(adapter.insights(provider, access)) : null
  const hidden = [posts, metrics].filter((one) => one instanceof ProviderError)
  const isBare = hidden.length === Number(!!adapter.listPosts) + Number(!!adapter.insights)
  const wasRefused = hidden.some(({ facts }) => facts.status !== null)
  if (isBare && hidden[0] && (wasRefused || !adapter.profile)) throw hidden[0]
  if (isBare && !adapter.profile) await adapter.check(provider, access.accessToken)
  return {
    posts: posts instanceof ProviderError ? [] : posts,
    metrics: metrics instanceof ProviderError ? null : metrics,
    profile: (await adapter.profile?.(provider, access)) ?? null,
    templates: (await adapter.listTemplates?.(provider, access)) ?? null,
  }
}

/** The newest ones, each once; a platform that gives the same again has no more. */
async function readPosts(
  listPosts: NonNullable<Adapter['listPosts']>,
  provider: Provider,
  access: AccountAccess,
): Promise<PostRow[]> {
  const posts = new Map<string, PostRow>()
  let after: string | null = null
  for (let page = 0; page < maxPagesRead; page++) {
    const before = posts.size
    const { rows, after: next } = await listPosts(provider, access, { limit: maxPosts, after })
    for (const row of rows) posts.set(row.id, row)
    if (next === null || posts.size >= maxPosts || (rows.length > 0 && posts.size === before)) break
    after = next
  }
  return [...posts.values()].slice(0, maxPosts)
}

async function orScope<T>(work: Promise<T>): Promise<T | ProviderError> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'scope') return error
    throw error
  }
}

async function save(channels: Channels, account: AccountRow, told: Told): Promise<AccountRow> {
  const { db, clock, config } = channels.services
  const now = clock.now()
  const row = await db.transaction(async (tx) => {
    const synced = await saveSync(tx, account, told.profile, now)
    if (!synced) throw actionRefusal('not_connected')
    await upsertPosts(tx, account, told.posts, now)
    const day = calendarOf(config.timeZone)(now)
    if (told.metrics) await saveInsightDay(tx, account, day, told.metrics, now)
    return synced
  })
  if (told.templates) await rememberTemplates(channels, row, told.templates)
  return row
}

const countsOf = ({ posts, profile, templates }: Told): Synced['counts'] => ({
  posts: posts.length,
  ...profile?.counts,
  ...(templates ? { templates: templates.length } : {}),
})
