import type {
  AccountAccess,
  Adapter,
  CallPurpose,
  ContentPage,
  Draft,
  Metrics,
  PostRow,
  Provider,
  ProviderAnswer,
  ProviderCall,
  Published,
  PublishOption,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { count, demandText, instant, invalidInput, members, rows, text, tokenGrant } from './values.ts'

const platform = 'pinterest'
const day = 24 * 60 * 60

/** Pins of a Pinterest account: API v5, as its OpenAPI document describes it. */
export const pinterest: Adapter = {
  id: platform,
  label: 'Pinterest',
  icon: 'brand-pinterest',
  env: {
    prefix: 'PINTEREST',
    oauthUrl: 'https://www.pinterest.com',
    api: { variable: 'PINTEREST_API_URL', url: 'https://api.pinterest.com' },
    // Making a pin needs all four of boards and pins.
    scopes: ['boards:read', 'boards:write', 'pins:read', 'pins:write', 'user_accounts:read'],
  },
  oauth: { pkce: false, scopeSeparator: ',', authorizePath: '/oauth/', clientIdParam: 'client_id' },
  renewal: 'refresh_token',
  refreshLeadSeconds: 7 * day,
  classify,
  explain({ body }) {
    const { code, message } = members(body)
    const told = typeof code === 'number' ? String(code) : text(code)
    return { code: told, message: text(message), requestId: null }
  },
  exchange: (provider, { code, redirectUri }) =>
    requestToken(provider, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      // Apps of before September 2025 have to ask for refresh tokens that are renewed with every use.
      continuous_refresh: 'true',
    }),
  refresh: (provider, { refreshToken }) =>
    requestToken(provider, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }),
  async identify(provider, { accessToken }) {
    const user = await userAccount(provider, accessToken)
    const username = text(user.username)
    const id = demandText(platform, user.id)
    const name = text(user.business_name) ?? username
    return {
      externalId: id,
      externalName: name,
      userInfo: { id, name },
      scopes: null,
      metadata: { username, account_type: text(user.account_type) },
      pageTokens: {},
    }
  },
  async check(provider, accessToken) {
    await userAccount(provider, accessToken)
    return { valid: true, expiresAt: null }
  },
  publishing: {
    maxLength: 800,
    textOnly: false,
    mediaOnly: true,
    media: ['image'],
    maxMedia: 5,
    link: true,
    options: { board: 'choice' },
  },
  listPosts,
  publish,
  publishOptions,
  insights,
}

/** "The authorization grant is invalid." */
const invalidGrant = 283

function classify({ status, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
  if (status === 429) return { kind: 'rate' }
  if (status >= 500) return { kind: 'transient' }
  if (status < 300) return { kind: 'ok' }
  // 401 stands for a dead grant and for a wrong secret alike; only the code tells them apart.
  if (purpose === 'token') return { kind: members(body).code === invalidGrant ? 'auth' : 'rejected' }
  if (status === 401) return { kind: 'auth' }
  return { kind: status === 403 ? 'scope' : 'rejected' }
}

async function requestToken(provider: Provider, form: Record<string, string>): Promise<TokenGrant> {
  const { clientId, clientSecret, apiUrl } = provider.settings
  const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }
  const call: ProviderCall = {
    method: 'POST',
    url: `${apiUrl}/v5/oauth/token`,
    form,
    headers,
    purpose: 'token',
  }
  return tokenGrant(platform, (await provider.call(call)).body)
}

async function read(
  provider: Provider,
  bearer: string,
  path: string,
  query: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const url = `${provider.settings.apiUrl}/v5${path}`
  return members((await provider.call({ method: 'GET', url, query, bearer })).body)
}

const userAccount = (provider: Provider, accessToken: string) => read(provider, accessToken, '/user_account')

async function listPosts(
  provider: Provider,
  { accessToken }: AccountAccess,
  { limit, after }: { limit: number; after: string | null },
): Promise<ContentPage<PostRow>> {
  const bookmark: Record<string, string> = after === null ? {} : { bookmark: after }
  const query = { page_size: String(limit), pin_metrics: 'true', ...bookmark }
  const page = await read(provider, accessToken, '/pins', query)
  return { rows: rows(page.items).map(postOf), after: text(page.bookmark) }
}

function postOf(pin: Record<string, unknown>): PostRow {
  const id = demandText(platform, pin.id)
  const { lifetime_metrics: lifetime } = members(pin.pin_metrics)
  const { reaction, comment, impression, save } = members(lifetime)
  return {
    id,
    message: [text(pin.title), text(pin.description)].filter(Boolean).join('\n'),
    created_time: timeOf(pin.created_at),
    permalink_url: addressOf(id),
    media_url: imageOf(members(pin.media)),
    metrics: {
      likes: count(reaction),
      comments: count(comment),
      shares: count(save),
      views: count(impression),
    },
  }
}

const addressOf = (id: string) => `https://www.pinterest.com/pin/${encodeURIComponent(id)}/`

/** Pinterest leaves the zone away where it means UTC. */
function timeOf(value: unknown): string | null {
  const told = text(value)
  return instant(told !== null && /\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(told) ? `${told}Z` : told)
}

/** Of several pictures the first. */
function imageOf({ images, items }: Record<string, unknown>): string | null {
  const sizes = members(images ?? rows(items)[0]?.images)
  for (const size of ['600x', '1200x', '400x300', '150x150']) {
    const url = text(members(sizes[size]).url)
    if (url !== null) return url
  }
  return null
}

interface Board {
  id: string
  /** What people choose by: names may repeat. */
  choice: string
}

const mostBoards = 250

/** The boards that pins can be put on, as many as one page holds. */
async function boardsOf(provider: Provider, accessToken: string): Promise<Board[]> {
  const { items } = await read(provider, accessToken, '/boards', { page_size: String(mostBoards) })
  return rows(items)
    .filter((board) => board.is_ads_only !== true)
    .map((board) => {
      const id = demandText(platform, board.id)
      return { id, choice: `${text(board.name) ?? 'Board'} (${id})` }
    })
}

async function publishOptions(provider: Provider, { accessToken }: AccountAccess): Promise<PublishOption[]> {
  const boards = await boardsOf(provider, accessToken)
  const [only = null, second] = boards.map(({ choice }) => choice)
  const choices = boards.map(({ choice }) => choice)
  const standard = second === undefined ? only : null
  return [{ name: 'board', required: true, type: 'choice', choices, default: standard }]
}

/** A choice of `publishOptions`, or the bare id of a board; where there is a single board, none is needed. */
async function chosenBoard(provider: Provider, accessToken: string, asked: unknown): Promise<string> {
  const field = 'options.board'
  if (asked === undefined || asked === null || asked === '') {
    const [only, second] = await boardsOf(provider, accessToken)
    if (!only) throw invalidInput(field, 'This account has no board. Make one at Pinterest first.')
    if (second) throw invalidInput(field, 'This field is required.')
    return only.id
  }
  const [, id] = /(?:^|\()(\d{1,20})\)?$/.exec(String(asked)) ?? []
  if (id === undefined) throw invalidInput(field, `"${asked}" is not a valid choice.`)
  return id
}

/** One picture, or up to five to leaf through, which Pinterest fetches from their addresses. */
async function publish(
  provider: Provider,
  { accessToken }: AccountAccess,
  { message, link, media, options }: Draft,
): Promise<Published> {
  const [first, ...more] = media
  const json = {
    board_id: await chosenBoard(provider, accessToken, options.board),
    ...(message ? { description: message } : {}),
    ...(link ? { link } : {}),
    media_source:
      more.length === 0
        ? { source_type: 'image_url', url: first?.url }
        : { source_type: 'multiple_image_urls', items: media.map(({ url }) => ({ url })) },
  }
  const url = `${provider.settings.apiUrl}/v5/pins`
  const { body } = await provider.call({ method: 'POST', url, json, bearer: accessToken })
  const id = demandText(platform, members(body).id)
  return { id, status: 'published', permalink_url: addressOf(id) }
}

async function insights(provider: Provider, { accessToken }: AccountAccess): Promise<Metrics> {
  const user = await userAccount(provider, accessToken)
  return {
    followers: count(user.follower_count),
    following: count(user.following_count),
    posts: count(user.pin_count),
    likes: null,
    views: count(user.monthly_views),
    engagements: null,
  }
}
