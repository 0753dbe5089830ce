import type {
  AccountAccess,
  Adapter,
  CallPurpose,
  CommentRow,
  ContentPage,
  Draft,
  Metrics,
  PostRow,
  Provider,
  ProviderAnswer,
  ProviderCall,
  Published,
  RateFacts,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { count, demandText, instant, invalidInput, members, rows, text, tokenGrant } from './values.ts'
import { postWeight } from './x-weight.ts'

const platform = 'twitter'

/** Posts of an X profile (channels contract 4 and 5). */
export const twitter: Adapter = {
  id: platform,
  label: 'Twitter',
  icon: 'brand-x',
  env: {
    prefix: 'TWITTER',
    oauthUrl: 'https://x.com',
    api: { variable: 'TWITTER_API_URL', url: 'https://api.x.com' },
    scopes: ['tweet.read', 'tweet.write', 'users.read', 'offline.access', 'tweet.moderate.write'],
  },
  oauth: {
    pkce: true,
    scopeSeparator: ' ',
    authorizePath: '/i/oauth2/authorize',
    clientIdParam: 'client_id',
  },
  renewal: 'refresh_token',
  refreshLeadSeconds: 15 * 60,
  classify,
  explain({ headers, body }) {
    const { error, error_description, title, detail, errors } = members(body)
    const [first = {}] = rows(errors)
    return {
      code: text(error) ?? text(title) ?? text(first.title),
      message: text(error_description) ?? text(first.message) ?? text(first.detail) ?? text(detail),
      requestId: headers.get('x-transaction-id'),
    }
  },
  readRate,
  exchange: (provider, { code, redirectUri, verifier }) =>
    requestToken(provider, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier ?? '',
    }),
  refresh: (provider, { refreshToken }) =>
    requestToken(provider, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }),
  async identify(provider, { accessToken }) {
    const user = await me(provider, accessToken)
    const id = demandText(platform, user.id)
    const name = text(user.name)
    const username = text(user.username)
    return {
      externalId: id,
      externalName: name ?? username,
      userInfo: { id, name },
      scopes: null,
      metadata: username ? { username } : {},
      pageTokens: {},
    }
  },
  revokesOwnTokensOnly: true,
  async revoke(provider, { accessToken, refreshToken }) {
    const tokens = [refreshToken, accessToken].filter((token) => token !== null)
    // Together, so that neither the refusal nor the slowness of one takes the other's time.
    const ends = await Promise.allSettled(
      tokens.map((token) => tokenCall(provider, '/2/oauth2/revoke', { token })),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  },
  async check(provider, accessToken) {
    await me(provider, accessToken)
    return { valid: true, expiresAt: null }
  },
  publishing: {
    maxLength: 280,
    weigh: (draft) => postWeight(textOf(draft)),
    textOnly: true,
    media: [],
    maxMedia: 0,
    link: true,
  },
  listPosts,
  publish,
  listComments,
  insights,
  async reply(provider, { accessToken }, { commentId, message }) {
    const reply = { in_reply_to_tweet_id: digits('comment_id', commentId) }
    const answer = await api(provider, accessToken, 'POST', '/2/tweets', { json: { text: message, reply } })
    return { id: demandText(platform, members(answer.data).id) }
  },
  async hide(provider, { accessToken }, { commentId, hidden }) {
    const path = `/2/tweets/${digits('comment_id', commentId)}/hidden`
    await api(provider, accessToken, 'PUT', path, { json: { hidden } })
  },
}

function classify({ status, headers, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
  const { error, data, errors, detail } = members(body)
  if (status === 429) return { kind: 'rate', until: resetOf(headers) }
  if (status >= 500) return { kind: 'transient' }
  if (purpose === 'token') {
    if (status < 300 && text(error) === null) return { kind: 'ok' }
    // X says so of a used refresh token or code. 401 is a wrong secret: the grant is not dead.
    return { kind: error === 'invalid_request' || error === 'invalid_grant' ? 'auth' : 'rejected' }
  }
  if (status === 401) return { kind: 'auth' }
  if (status === 403) return { kind: isOfContent(text(detail)) ? 'rejected' : 'scope' }
  // What only a part of the answer lacks is told beside it, and does not count.
  const isEmpty = rows(errors).length > 0 && data === undefined
  return { kind: status < 300 && !isEmpty ? 'ok' : 'rejected' }
}

/** 403 stands for missing permissions and for refused content; only the text tells them apart. */
function isOfContent(detail: string | null): boolean {
  if (detail === null || /^forbidden\.?$/i.test(detail)) return false
  if (/duplicate|too long/i.test(detail)) return true
  return !/permi(tted|ssion)|scope|oauth|access level|authoriz/i.test(detail)
}

/** Limits of a quarter of an hour and, for some calls, of a day, by the beginnings of their headers. */
const limits = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour']

function number(headers: Headers, name: string): number | null {
  const value = headers.get(name)
  return value !== null && /^\d{1,12}$/.test(value) ? Number(value) : null
}

/** When the last of the limits that are used up opens again, in milliseconds since 1970; null: not told. */
function resetOf(headers: Headers): number | null {
  const isUp = (limit: string) => number(headers, `${limit}-remaining`) === 0
  const told = limits.filter(isUp).map((limit) => number(headers, `${limit}-reset`))
  const seconds = Math.max(0, ...told.map(Number)) || number(headers, 'x-rate-limit-reset')
  return seconds === null ? null : seconds * 1000
}

function readRate(headers: Headers): RateFacts | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((what) =>
    number(headers, `x-rate-limit-${what}`),
  )
  if (limit == null && remaining == null) return null
  const reset_at = reset == null ? null : instant(reset * 1000)
  return { limit: limit ?? null, remaining: remaining ?? null, reset_at, usage: null }
}

async function requestToken(provider: Provider, grant: Record<string, string>): Promise<TokenGrant> {
  return tokenGrant(platform, (await tokenCall(provider, '/2/oauth2/token', grant)).body)
}

function tokenCall(provider: Provider, path: string, form: Record<string, string>): Promise<ProviderAnswer> {
  const { clientId, clientSecret, apiUrl } = provider.settings
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const headers = { authorization: `Basic ${basic}` }
  return provider.call({ method: 'POST', url: apiUrl + path, form, headers, purpose: 'token' })
}

async function api(
  provider: Provider,
  accessToken: string,
  method: ProviderCall['method'],
  path: string,
  more: { query?: Record<string, string>; json?: object } = {},
): Promise<Record<string, unknown>> {
  const url = provider.settings.apiUrl + path
  return members((await provider.call({ method, url, bearer: accessToken, ...more })).body)
}

async function me(provider: Provider, accessToken: string, query: Record<string, string> = {}) {
  return members((await api(provider, accessToken, 'GET', '/2/users/me', { query })).data)
}

/** Ids of X are numbers; anything else would change what is searched for. */
function digits(field: string, id: string): string {
  if (!/^\d{1,20}$/.test(id)) throw invalidInput(field, 'Enter a valid id.')
  return id
}

const bounded = (limit: number, least: number) => String(Math.min(100, Math.max(least, limit)))

async function listPosts(
  provider: Provider,
  { accessToken, externalId, metadata }: AccountAccess,
  { limit, after }: { limit: number; after: string | null },
): Promise<ContentPage<PostRow>> {
  const path = `/2/users/${encodeURIComponent(demandText(platform, externalId))}/tweets`
  const query = {
    max_results: bounded(limit, 5),
    'tweet.fields': 'created_at,public_metrics,entities',
    expansions: 'attachments.media_keys',
    'media.fields': 'url,preview_image_url',
    ...(after === null ? {} : { pagination_token: after }),
  }
  const answer = await api(provider, accessToken, 'GET', path, { query })
  const media = new Map(rows(members(answer.includes).media).map((one) => [one.media_key, one]))
  const found = rows(answer.data).map((row) => postOf(row, media, metadata))
  return { rows: found, after: text(members(answer.meta).next_token) }
}

function postOf(
  row: Record<string, unknown>,
  media: Map<unknown, Record<string, unknown>>,
  metadata: Record<string, unknown>,
): PostRow {
  const id = demandText(platform, row.id)
  const metrics = members(row.public_metrics)
  const keys = members(row.attachments).media_keys
  const first = members((Array.isArray(keys) ? keys : []).map((key) => media.get(key)).find(Boolean))
  const [retweets, quotes] = [count(metrics.retweet_count), count(metrics.quote_count)]
  return {
    id,
    message: readable(row),
    created_time: instant(row.created_at),
    permalink_url: addressOf(id, metadata),
    media_url: text(first.url) ?? text(first.preview_image_url),
    metrics: {
      likes: count(metrics.like_count),
      comments: count(metrics.reply_count),
      shares: retweets === null ? null : retweets + (quotes ?? 0),
      views: count(metrics.impression_count),
    },
  }
}

/** As people see it: X shortens addresses, the one of attached media among them, and escapes three letters. */
function readable({ text: raw, entities }: Record<string, unknown>): string {
  let message = text(raw) ?? ''
  for (const { url, expanded_url, media_key } of rows(members(entities).urls)) {
    const [short, long] = [text(url), text(expanded_url)]
    if (short && long) message = message.replaceAll(short, () => (media_key ? '' : long))
  }
  const letters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return message.replace(/&(?:lt|gt|amp);/g, (escaped) => letters[escaped] ?? escaped).trim()
}

const addressOf = (id: string, { username }: Record<string, unknown>) =>
  typeof username === 'string' && /^\w{1,20}$/.test(username)
    ? `https://x.com/${username}/status/${id}`
    : `https://x.com/i/web/status/${id}`

/** A link is a part of the text, unless it stands there already. */
function textOf({ message, link }: Pick<Draft, 'message' | 'link'>): string {
  return link && !message.includes(link) ? `${message}\n${link}` : message
}

async function publish(
  provider: Provider,
  { accessToken, metadata }: AccountAccess,
  draft: Draft,
): Promise<Published> {
  const json = { text: textOf(draft) }
  const answer = await api(provider, accessToken, 'POST', '/2/tweets', { json })
  const id = demandText(platform, members(answer.data).id)
  return { id, status: 'published', permalink_url: addressOf(id, metadata) }
}

/** Answers of the last seven days; X does not tell which of them are hidden. */
async function listComments(
  provider: Provider,
  { accessToken }: AccountAccess,
  { postId, limit, after }: { postId: string; limit: number; after: string | null },
): Promise<ContentPage<CommentRow>> {
  const query = {
    query: `conversation_id:${digits('post_id', postId)}`,
    max_results: bounded(limit, 10),
    'tweet.fields': 'created_at,author_id,referenced_tweets,entities',
    expansions: 'author_id',
    ...(after === null ? {} : { next_token: after }),
  }
  const answer = await api(provider, accessToken, 'GET', '/2/tweets/search/recent', { query })
  const names = new Map(rows(members(answer.includes).users).map(({ id, name }) => [id, text(name)]))
  const found = rows(answer.data).map((row): CommentRow => {
    const author = text(row.author_id)
    const target = rows(row.referenced_tweets).find(({ type }) => type === 'replied_to')
    const parent = text(target?.id)
    return {
      id: demandText(platform, row.id),
      message: readable(row),
      created_time: instant(row.created_at),
      from: author === null ? null : { id: author, name: names.get(author) ?? null },
      is_hidden: false,
      parent_id: parent === postId ? null : parent,
    }
  })
  const answers = found.filter(({ id }) => id !== postId)
  return { rows: answers, after: text(members(answer.meta).next_token) }
}

async function insights(provider: Provider, { accessToken }: AccountAccess): Promise<Metrics> {
  const user = await me(provider, accessToken, { 'user.fields': 'public_metrics' })
  const metrics = members(user.public_metrics)
  return {
    followers: count(metrics.followers_count),
    following: count(metrics.following_count),
    posts: count(metrics.tweet_count),
    // X counts the likes that the profile gave, not those that it got.
    likes: null,
    views: null,
    engagements: null,
  }
}
