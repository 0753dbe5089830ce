import type {
  AccountAccess,
  Adapter,
  CommentRow,
  ContentPage,
  Draft,
  Metrics,
  PostRow,
  Provider,
  Published,
} from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'
import {
  checkToken,
  classify,
  cursorAfter,
  demandId,
  exchangeCode,
  explain,
  grantedScopes,
  graph,
  longLived,
  rateOf,
  rows,
  text,
} from './graph.ts'
import { pageWebhook } from './graph-webhooks.ts'
import { count, instant } from './values.ts'

const maxPagesRead = 20
/** The person waits for the post, not for its address. */
const permalinkPatienceMs = 3000

/** Facebook pages and the Instagram accounts behind them (channels contract 4). */
export const meta: Adapter = {
  id: 'meta',
  label: 'Meta (Facebook/Instagram)',
  icon: 'brand-meta',
  env: {
    prefix: 'META',
    oauthUrl: 'https://www.facebook.com/v25.0',
    api: { variable: 'META_GRAPH_URL', url: 'https://graph.facebook.com/v25.0' },
    scopes: [
      'pages_show_list',
      'pages_read_engagement',
      'pages_manage_posts',
      'instagram_basic',
      'business_management',
      'pages_manage_engagement',
      'pages_read_user_content',
      'pages_manage_metadata',
      'read_insights',
    ],
    extra: ['META_FACEBOOK_LOGIN_FOR_BUSINESS_CONFIG_ID'],
  },
  oauth: {
    pkce: false,
    scopeSeparator: ',',
    authorizePath: '/dialog/oauth',
    clientIdParam: 'client_id',
    adjust(params, { extra }) {
      const configId = extra.META_FACEBOOK_LOGIN_FOR_BUSINESS_CONFIG_ID
      if (!configId) return
      params.delete('scope')
      params.set('config_id', configId)
      params.set('override_default_response_type', 'true')
    },
  },
  renewal: 'while_valid',
  refreshLeadSeconds: 7 * 86_400,
  classify,
  explain,
  readRate: rateOf,
  exchange: exchangeCode,
  refresh: (provider, { accessToken }) => longLived(provider, accessToken),
  async identify(provider, { accessToken }, before) {
    const me = await graph(provider, accessToken, '/me', { fields: 'id,name' })
    const userInfo = { id: demandId(me.id), name: text(me.name) }
    const scopes = await grantedScopes(provider, accessToken)
    const pages = await managedPages(provider, accessToken)
    const active = pages.find(({ id }) => id === before.externalId) ?? pages[0]
    return {
      externalId: active?.id ?? userInfo.id,
      externalName: active ? active.name : userInfo.name,
      userInfo,
      scopes,
      metadata: { pages: pages.map(({ id, name, category }) => ({ id, name, category })) },
      pageTokens: Object.fromEntries(pages.flatMap(({ id, token }) => (token ? [[id, token]] : []))),
    }
  },
  async revoke(provider, { accessToken, metadata }) {
    const user = (metadata.user_info as { id?: string } | undefined)?.id ?? 'me'
    await graph(provider, accessToken, `/${encodeURIComponent(user)}/permissions`, {}, 'DELETE')
  },
  async subscribe(provider, access) {
    if (!access.pageToken) return
    const { id, token } = pageOf(access)
    const path = `/${encodeURIComponent(id)}/subscribed_apps`
    await graph(provider, token, path, { subscribed_fields: 'feed' }, 'POST')
  },
  check: checkToken,
  webhook: pageWebhook,
  choosesPage: true,
  publishing: { maxLength: 63_206, textOnly: true, media: ['image'], maxMedia: 10, link: true },
  listPosts,
  publish,
  listComments,
  insights,
  async reply(provider, access, { commentId, message }) {
    const { token } = pageOf(access)
    const path = `/${encodeURIComponent(commentId)}/comments`
    return { id: demandId((await graph(provider, token, path, { message }, 'POST')).id) }
  },
  async hide(provider, access, { commentId, hidden }) {
    const { token } = pageOf(access)
    await graph(provider, token, `/${encodeURIComponent(commentId)}`, { is_hidden: String(hidden) }, 'POST')
  },
}

interface Page {
  id: string
  name: string | null
  category: string | null
  token: string | null
}

async function managedPages(provider: Provider, accessToken: string): Promise<Page[]> {
  const pages: Page[] = []
  let after = ''
  for (let read = 0; read < maxPagesRead; read++) {
    const answer = await graph(provider, accessToken, '/me/accounts', {
      fields: 'id,name,access_token,category',
      limit: '100',
      ...(after ? { after } : {}),
    })
    for (const row of rows(answer.data))
      pages.push({
        id: demandId(row.id),
        name: text(row.name),
        category: text(row.category),
        token: text(row.access_token),
      })
    after = cursorAfter(answer) ?? ''
    if (!after) break
  }
  return pages
}

/** The active page. A person without pages has nothing to publish on: consent must name one. */
function pageOf({ externalId, pageToken }: AccountAccess): { id: string; token: string } {
  if (externalId && pageToken) return { id: externalId, token: pageToken }
  const message = 'No page was allowed. Reconnect the account and choose one.'
  throw new ProviderError('scope', {
    platform: 'meta',
    status: null,
    code: 'no_page',
    message,
    request_id: null,
  })
}

const postFields =
  'id,message,created_time,permalink_url,full_picture,shares,reactions.summary(true),comments.summary(true)'

async function listPosts(
  provider: Provider,
  access: AccountAccess,
  { limit, after }: { limit: number; after: string | null },
): Promise<ContentPage<PostRow>> {
  const { id, token } = pageOf(access)
  const answer = await graph(provider, token, `/${encodeURIComponent(id)}/posts`, {
    fields: postFields,
    limit: String(limit),
    ...(after ? { after } : {}),
  })
  return { rows: rows(answer.data).map(postOf), after: cursorAfter(answer) }
}

/** What Graph returned besides stays, but for the addresses of further pages, which have the token in them. */
function postOf(row: Record<string, unknown>): PostRow {
  const total = (edge: unknown) =>
    count((edge as { summary?: { total_count?: unknown } } | undefined)?.summary?.total_count) ?? 0
  return {
    ...(withoutPaging(row) as Record<string, unknown>),
    id: demandId(row.id),
    message: text(row.message) ?? '',
    created_time: instant(row.created_time),
    permalink_url: text(row.permalink_url),
    media_url: text(row.full_picture),
    metrics: {
      likes: total(row.reactions),
      comments: total(row.comments),
      shares: count((row.shares as { count?: unknown } | undefined)?.count) ?? 0,
      views: null,
    },
  }
}

function withoutPaging(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaging)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      key === 'paging' || key === 'access_token' ? [] : [[key, withoutPaging(one)]],
    ),
  )
}

/** One image becomes a photo with a caption; of several each is uploaded unseen first, and the post shows them together. */
async function publish(provider: Provider, access: AccountAccess, draft: Draft) {
  const { id: pageId, token } = pageOf(access)
  const page = `/${encodeURIComponent(pageId)}`
  const post = (path: string, params: Record<string, string>, more: { isRead?: true } = {}) =>
    graph(provider, token, page + path, params, 'POST', more)
  const { message, link, media } = draft
  const [first, ...others] = media
  if (first && others.length === 0) {
    const photo = await post('/photos', { url: first.url, caption: message })
    return published(provider, token, demandId(photo.post_id ?? photo.id))
  }
  const params: Record<string, string> = { message, ...(link ? { link } : {}) }
  for (const [index, { url }] of media.entries()) {
    // Nobody sees it before its post, so it counts as nothing and may be repeated.
    const { id } = await post('/photos', { url, published: 'false' }, { isRead: true })
    params[`attached_media[${index}]`] = JSON.stringify({ media_fbid: demandId(id) })
  }
  return published(provider, token, demandId((await post('/feed', params)).id))
}

/** The post stands: that its address cannot be read changes nothing. */
async function published(provider: Provider, token: string, id: string): Promise<Published> {
  let permalink: string | null = null
  try {
    const path = `/${encodeURIComponent(id)}`
    const fields = { fields: 'permalink_url' }
    const post = await graph(provider, token, path, fields, 'GET', { patienceMs: permalinkPatienceMs })
    permalink = text(post.permalink_url)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
  }
  return { id, status: 'published', permalink_url: permalink }
}

async function listComments(
  provider: Provider,
  access: AccountAccess,
  { postId, limit, after }: { postId: string; limit: number; after: string | null },
): Promise<ContentPage<CommentRow>> {
  const { token } = pageOf(access)
  const answer = await graph(provider, token, `/${encodeURIComponent(postId)}/comments`, {
    fields: 'id,message,created_time,from,is_hidden,parent',
    // With the answers below them, which Graph otherwise leaves out.
    filter: 'stream',
    limit: String(limit),
    ...(after ? { after } : {}),
  })
  const comments = rows(answer.data).map((row) => {
    const from = row.from as { id?: unknown; name?: unknown } | undefined
    return {
      id: demandId(row.id),
      message: text(row.message) ?? '',
      created_time: instant(row.created_time),
      from: from?.id ? { id: demandId(from.id), name: text(from.name) } : null,
      is_hidden: row.is_hidden === true,
      parent_id: text((row.parent as { id?: unknown } | undefined)?.id),
    }
  })
  return { rows: comments, after: cursorAfter(answer) }
}

/** How many follow the page, and the last full day's views and engagements, where the person allows them to be read. */
async function insights(provider: Provider, access: AccountAccess): Promise<Metrics> {
  const { id, token } = pageOf(access)
  const path = `/${encodeURIComponent(id)}`
  const page = await graph(provider, token, path, { fields: 'followers_count,fan_count' })
  const daily = await dailyMetrics(provider, token, `${path}/insights`)
  return {
    followers: count(page.followers_count),
    following: null,
    posts: null,
    likes: count(page.fan_count),
    views: count(daily.get(viewsMetric)),
    engagements: count(daily.get(engagementsMetric)),
  }
}

const viewsMetric = 'page_media_view'
const engagementsMetric = 'page_post_engagements'

/** One name that Meta knows no more (it retires them) refuses all: then those that count are asked for one by one. */
async function dailyMetrics(provider: Provider, token: string, path: string): Promise<Map<unknown, unknown>> {
  const ask = (metric: string) => dailyValues(provider, token, path, metric)
  const all = await ask(`${viewsMetric},${engagementsMetric},page_daily_follows`)
  if (all) return all
  const each = await Promise.all([viewsMetric, engagementsMetric].map(ask))
  return new Map(each.flatMap((told) => [...(told ?? [])]))
}

/** Empty where the person does not allow them to be read; null where Meta refuses what is asked for. */
async function dailyValues(
  provider: Provider,
  token: string,
  path: string,
  metric: string,
): Promise<Map<unknown, unknown> | null> {
  try {
    const { data } = await graph(provider, token, path, { metric, period: 'day' })
    return new Map(rows(data).map(({ name, values }) => [name, rows(values).at(-1)?.value]))
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'scope') return new Map()
    if (error instanceof ProviderError && error.kind === 'rejected') return null
    throw error
  }
}
