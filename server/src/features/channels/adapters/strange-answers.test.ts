import { expect, test } from 'vitest'
import { Refusal } from '../../../kernel/errors.ts'
import type { AccountAccess, Adapter, Provider, TokenGrant } from '../adapter.ts'
import { ConnectError } from '../finish-connection.ts'
import { ProviderError } from '../provider-error.ts'
import { adapters } from './index.ts'

const words = (text: string) => text.split(/\s+/).filter(Boolean)

/** What stands at the top of answers, and what stands in their rows: everything that the adapters look for. */
const tops =
  words(`data elements paging meta includes results errors access_token expires_in refresh_token scope sub name id
  firstDegreeSize localizedName post_id messages`)
const parts =
  words(`id videos user open_id display_name username name text message permission status cursor has_more create_time
  share_url title video_description cover_image_url like_count privacy_level_options comment_disabled publish_id fail_reason
  publicaly_available_post_id next_token media users media_key attachments media_keys entities urls url expanded_url
  referenced_tweets type author_id public_metrics followers_count organization role state commentary publishedAt actor object
  created time $URN likesSummary totalLikes totalShareStatistics likeCount is_valid expires_at from parent reactions comments
  shares summary total_count created_time values value cursors after next links rel total start owned_whatsapp_business_accounts
  granular_scopes target_ids display_phone_number category access_token language components paging data`)

/** Mulberry32: the same answers in every run. */
function numbersFrom(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const plain = [
  null,
  true,
  false,
  0,
  -1,
  7,
  1e300,
  '',
  'text',
  '2026-01-31T10:00:00+0000',
  'urn:li:share:1',
  '15',
]

/** A value that has the right form more often than not. */
function strange(pick: (below: number) => number, depth: number): unknown {
  const kind = depth === 0 ? 9 : pick(10)
  if (kind < 2) return strangeObject(pick, parts, depth)
  if (kind < 4) return Array.from({ length: pick(3) }, () => strangeObject(pick, parts, depth))
  return plain[pick(plain.length)]
}

function strangeObject(pick: (below: number) => number, keys: string[], depth: number): object {
  const isTop = keys === tops
  const isThere = (key: string) => pick(10) < (key === 'id' ? 9 : isTop ? 7 : depth > 1 ? 4 : 1)
  const content = (key: string) => {
    if (key === 'id' && pick(10) > 0) return '15'
    if (!isTop) return strange(pick, depth - 1)
    const rows = Array.from({ length: pick(3) }, () => strangeObject(pick, parts, depth - 1))
    return pick(10) < 5 ? rows : pick(10) < 6 ? strangeObject(pick, parts, depth - 1) : strange(pick, 1)
  }
  return Object.fromEntries(keys.filter(isThere).map((key) => [key, content(key)]))
}

const access: AccountAccess = {
  accessToken: 'at',
  pageToken: 'pt',
  externalId: 'urn:li:organization:1',
  metadata: {},
}
const grant: TokenGrant = {
  accessToken: 'at',
  tokenType: 'bearer',
  expiresInSeconds: null,
  refreshToken: null,
  refreshExpiresInSeconds: null,
  scopes: ['r_organization_social'],
}
const page = { limit: 5, after: null }
const image = { type: 'image' as const, url: 'https://cdn.example.com/1.jpg' }
const draft = { message: 'Tea', link: null, media: [image], options: {} }

function everything(adapter: Adapter, provider: Provider): [string, () => Promise<unknown> | undefined][] {
  const ids = { tiktok: '1', twitter: '15', linkedin: 'urn:li:share:1' } as Record<string, string>
  const id = ids[adapter.id] ?? '1_1'
  const code = { code: 'c', redirectUri: 'https://shop.example.com', verifier: 'v' }
  const before = { externalId: null, phoneNumber: null }
  return [
    ['exchange', () => adapter.exchange(provider, code)],
    ['refresh', () => adapter.refresh?.(provider, { accessToken: 'at', refreshToken: 'rt' })],
    ['identify', () => adapter.identify(provider, grant, before)],
    ['check', () => adapter.check(provider, 'at')],
    ['posts', () => adapter.listPosts?.(provider, access, page)],
    ['comments', () => adapter.listComments?.(provider, access, { ...page, postId: id })],
    ['publish', () => adapter.publish?.(provider, access, draft)],
    ['options', () => adapter.publishOptions?.(provider, access)],
    ['state', () => adapter.publishState?.(provider, access, id)],
    ['reply', () => adapter.reply?.(provider, access, { commentId: id, message: 'x' })],
    ['hide', () => adapter.hide?.(provider, access, { commentId: id, hidden: true })],
    ['insights', () => adapter.insights?.(provider, access)],
    ['templates', () => adapter.listTemplates?.(provider, access)],
  ]
}

const isExpected = (error: unknown) =>
  error instanceof ProviderError || error instanceof Refusal || error instanceof ConnectError

/** What the API promises of rows, whatever the platform said. */
function faultOf(name: string, result: unknown): string | null {
  if (name !== 'posts' && name !== 'comments') return null
  if (result === undefined) return null
  const { rows, after } = result as { rows: Record<string, unknown>[]; after: unknown }
  if (after !== null && typeof after !== 'string') return 'after'
  for (const { id, message, created_time: time } of rows) {
    if (typeof id !== 'string' || id === '' || typeof message !== 'string') return 'id or message'
    if (time !== null && !/^\d{4}-\d\d-\d\dT.*Z$/.test(String(time))) return 'created_time'
  }
  return null
}

const settings = {
  clientId: 'id',
  clientSecret: 'secret',
  oauthUrl: 'https://a.example.com',
  apiUrl: 'https://b.example.com',
  scopes: [],
  extra: {},
}

/** A platform that answers strangely; of pages without end the first are enough. */
function strangeProvider(pick: (below: number) => number): Provider {
  let calls = 0
  const answer = () => (calls++ < 3 ? strangeObject(pick, tops, 3) : {})
  return { settings, call: async () => ({ status: 200, headers: new Headers(), body: answer() }) }
}

async function mistakes(adapter: Adapter, seed: number): Promise<unknown[]> {
  const found: unknown[] = []
  const pick = numbersFrom(seed)
  const names = everything(adapter, strangeProvider(pick)).map(([name]) => name)
  for (const [index, name] of names.entries()) {
    const [, call] = everything(adapter, strangeProvider(pick))[index]!
    try {
      const fault = faultOf(name, await call())
      if (fault) found.push({ seed, name, fault })
    } catch (error) {
      if (!isExpected(error)) found.push({ seed, name, error: String(error) })
    }
  }
  return found
}

test.each(adapters.map((adapter) => [adapter.id, adapter] as const))(
  '%s: whatever comes under 200 becomes rows of our shape or a failure of the platform, never a mistake of ours',
  async (_id, adapter) => {
    const found: unknown[] = []
    for (let seed = 1; seed <= 60; seed++) found.push(...(await mistakes(adapter, seed)))
    expect(found).toEqual([])
  },
)
