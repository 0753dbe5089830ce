import type {
  AccountAccess,
  Adapter,
  CallPurpose,
  CommentRow,
  ContentPage,
  Draft,
  Metrics,
  PostRow,
  Profile,
  Provider,
  ProviderAnswer,
  Published,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'
import { encoded, nextStart, readable, rest, startOf } from './linkedin-rest.ts'
import { count, demandText, instant, invalidInput, members, rows, text, tokenGrant } from './values.ts'

const platform = 'linkedin'
const organizationsAtOnce = 100
const maxPagesRead = 20

/** Posts of a LinkedIn member, or of an organisation that the member administers (channels contract 4 and 5). */
export const linkedin: Adapter = {
  id: platform,
  label: 'LinkedIn',
  icon: 'brand-linkedin',
  env: {
    prefix: 'LINKEDIN',
    oauthUrl: 'https://www.linkedin.com',
    api: { variable: 'LINKEDIN_API_URL', url: 'https://api.linkedin.com' },
    scopes: ['openid', 'profile', 'email', 'w_member_social'],
    extra: ['LINKEDIN_VERSION'],
  },
  oauth: {
    pkce: false,
    scopeSeparator: ' ',
    authorizePath: '/oauth/v2/authorization',
    clientIdParam: 'client_id',
  },
  renewal: 'refresh_token',
  refreshLeadSeconds: 7 * 86_400,
  classify,
  explain({ headers, body }) {
    const { error, error_description, serviceErrorCode, code, message, errorDetails } = members(body)
    const [input = {}] = rows(members(errorDetails).inputErrors)
    const number = Number.isInteger(serviceErrorCode) ? String(serviceErrorCode) : null
    return {
      code: text(error) ?? number ?? text(input.code) ?? text(code),
      message: text(error_description) ?? text(message),
      requestId: headers.get('x-li-uuid'),
    }
  },
  exchange: (provider, { code, redirectUri }) =>
    requestToken(provider, { grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
  refresh: (provider, { refreshToken }) =>
    requestToken(provider, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }),
  async identify(provider, { accessToken, scopes }, before) {
    const user = await userInfo(provider, accessToken)
    const userInfo_ = { id: demandText(platform, user.sub), name: text(user.name) }
    const person = { id: `urn:li:person:${userInfo_.id}`, name: userInfo_.name }
    const organizations = scopes?.some((scope) => scope.includes('_organization_'))
      ? await administered(provider, accessToken)
      : []
    const authors = [...organizations, person]
    const active = authors.find(({ id }) => id === before.externalId) ?? authors[0]!
    return {
      externalId: active.id,
      externalName: active.name,
      userInfo: userInfo_,
      scopes: null,
      metadata: organizations.length > 0 ? { pages: authors } : {},
      pageTokens: {},
    }
  },
  async revoke(provider, { accessToken }) {
    await tokenCall(provider, '/oauth/v2/revoke', { token: accessToken })
  },
  async check(provider, accessToken) {
    await userInfo(provider, accessToken)
    return { valid: true, expiresAt: null }
  },
  choosesPage: true,
  publishing: { maxLength: 3000, textOnly: true, media: [], maxMedia: 0, link: true },
  listPosts,
  publish,
  listComments,
  reply,
  insights,
  profile,
}

function classify({ status, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
  const { error, serviceErrorCode: code } = members(body)
  if (status < 300 && (purpose === 'api' || text(error) === null)) return { kind: 'ok' }
  if (code === 101 || status === 429) return { kind: 'rate' }
  if (status >= 500) return { kind: 'transient' }
  // A wrong client secret is 401 at the token endpoint: the grant is not dead.
  if (purpose === 'token')
    return { kind: error === 'invalid_grant' || error === 'invalid_request' ? 'auth' : 'rejected' }
  if (code === 65600 || code === 65601 || code === 65602 || status === 401) return { kind: 'auth' }
  return { kind: code === 100 || status === 403 ? 'scope' : 'rejected' }
}

async function requestToken(provider: Provider, grant: Record<string, string>): Promise<TokenGrant> {
  return tokenGrant(platform, (await tokenCall(provider, '/oauth/v2/accessToken', grant)).body)
}

function tokenCall(provider: Provider, path: string, form: Record<string, string>): Promise<ProviderAnswer> {
  const { clientId, clientSecret, oauthUrl } = provider.settings
  return provider.call({
    method: 'POST',
    url: oauthUrl + path,
    form: { ...form, client_id: clientId, client_secret: clientSecret },
    purpose: 'token',
  })
}

async function userInfo(provider: Provider, accessToken: string) {
  const url = `${provider.settings.apiUrl}/v2/userinfo`
  return members((await provider.call({ method: 'GET', url, bearer: accessToken })).body)
}

/** A person's name as it is now; the organisations of an account are looked up when it connects. */
async function profile(provider: Provider, { accessToken, externalId }: AccountAccess): Promise<Profile> {
  const { sub, name } = await userInfo(provider, accessToken)
  const isPerson = externalId === `urn:li:person:${text(sub)}`
  return { externalName: isPerson ? text(name) : null, metadata: {}, counts: {} }
}

interface Author {
  /** URN */
  id: string
  name: string | null
}

/** Roles that may post for an organisation. */
const speakers: ReadonlySet<unknown> = new Set(['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN'])

/** The organisations for which the person may speak. */
async function administered(provider: Provider, accessToken: string): Promise<Author[]> {
  const urns = new Set<string>()
  for (let page = 0; page < maxPagesRead; page++) {
    const start = page * organizationsAtOnce
    const query = {
      q: 'roleAssignee',
      state: 'APPROVED',
      start: String(start),
      count: String(organizationsAtOnce),
    }
    const call = rest(provider, accessToken, 'organizationAcls', { query, finder: 'FINDER' })
    // Without the permission to ask, the account stands for the person.
    const body = (await readable(call, ['scope']))?.body
    const elements = rows(members(body).elements)
    for (const { organization, role, state } of elements)
      if (typeof organization === 'string' && speakers.has(role) && state === 'APPROVED')
        urns.add(organization)
    if (nextStart(body, start, organizationsAtOnce) === null) break
  }
  const authors: Author[] = []
  for (const id of urns) authors.push({ id, name: await organizationName(provider, accessToken, id) })
  return authors
}

/** Null where the name may not be read: the organisation can be spoken for all the same. */
async function organizationName(provider: Provider, accessToken: string, urn: string) {
  const path = `organizations/${encodeURIComponent(urn.slice(urn.lastIndexOf(':') + 1))}`
  const answer = await readable(rest(provider, accessToken, path))
  return text(members(answer?.body).localizedName)
}

/** Members' own posts are closed to nearly every application; one that has the permission asks for it by `LINKEDIN_SCOPES`. */
async function listPosts(
  provider: Provider,
  { accessToken, externalId }: AccountAccess,
  { limit, after }: { limit: number; after: string | null },
): Promise<ContentPage<PostRow>> {
  const author = demandText(platform, externalId)
  const mayReadMembers = provider.settings.scopes.includes('r_member_social')
  if (!author.startsWith('urn:li:organization:') && !mayReadMembers) throw onlyOrganizations()
  const start = startOf(after)
  const query = {
    q: 'author',
    author,
    count: String(limit),
    start: String(start),
    sortBy: 'LAST_MODIFIED',
  }
  const { body } = await rest(provider, accessToken, 'posts', { query, finder: 'FINDER' })
  const elements = rows(members(body).elements)
  const ids = elements.map(({ id }) => demandText(platform, id))
  const actions = await socialActions(provider, accessToken, ids)
  const next = nextStart(body, start, limit)
  return {
    rows: elements.map((element) => postOf(element, actions)),
    after: next === null ? null : String(next),
  }
}

/** Likes and comments by the post's URN; without them where they may not be read. */
async function socialActions(
  provider: Provider,
  accessToken: string,
  ids: string[],
): Promise<Record<string, unknown>> {
  if (ids.length === 0) return {}
  // The brackets and commas of a list are not encoded, what stands between them is.
  const path = `socialActions?ids=List(${ids.map(encoded).join(',')})`
  const call = rest(provider, accessToken, path, { finder: 'BATCH_GET' })
  const answer = await readable(call, ['scope', 'rejected', 'transient', 'timeout'])
  return members(members(answer?.body).results)
}

function postOf(element: Record<string, unknown>, actions: Record<string, unknown>): PostRow {
  const id = demandText(platform, element.id)
  const { likesSummary, commentsSummary } = members(actions[id])
  return {
    id,
    message: plainText(text(element.commentary) ?? ''),
    created_time: instant(element.publishedAt ?? element.createdAt),
    permalink_url: addressOf(id),
    media_url: null,
    metrics: {
      likes: count(members(likesSummary).totalLikes),
      comments: count(members(commentsSummary).aggregatedTotalComments),
      shares: null,
      views: null,
    },
  }
}

const addressOf = (urn: string) => `https://www.linkedin.com/feed/update/${urn}/`

/** LinkedIn ends a post silently at the first of these letters that is not escaped; `#` before a word is a hashtag. */
const littleText = (message: string) => message.replace(/[\\|{}@[\]()<>*_~]|#(?![\p{L}\p{N}])/gu, '\\$&')

/** The opposite: as people see it. Hashtags and mentions are written as templates there. */
const plainText = (commentary: string) =>
  commentary
    .replace(/\{hashtag\|\\?#\|([^}]*)\}/g, '#$1')
    .replace(/(?<!\\)@\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, '$1')
    .replace(/\\([\\|{}@[\]()<>#*_~])/g, '$1')

/** The answer is empty, the id stands in a header. */
async function publish(
  provider: Provider,
  { accessToken, externalId }: AccountAccess,
  { message, link }: Draft,
): Promise<Published> {
  const json = {
    author: demandText(platform, externalId),
    commentary: littleText(message),
    visibility: 'PUBLIC',
    distribution: {
      feedDistribution: 'MAIN_FEED',
      targetEntities: [],
      thirdPartyDistributionChannels: [],
    },
    // LinkedIn does not read the page for its title, and wants one.
    ...(link ? { content: { article: { source: link, title: new URL(link).hostname } } } : {}),
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: false,
  }
  const { headers, body } = await rest(provider, accessToken, 'posts', { method: 'POST', json })
  const id = demandText(platform, headers.get('x-restli-id') ?? members(body).id)
  return { id, status: 'published', permalink_url: addressOf(id) }
}

const postUrn = /^urn:li:(?:share|ugcPost|activity):\d+$/
const commentUrn = /^urn:li:comment:\((urn:li:(?:share|ugcPost|activity):\d+),\d+\)$/

async function listComments(
  provider: Provider,
  { accessToken }: AccountAccess,
  { postId, limit, after }: { postId: string; limit: number; after: string | null },
): Promise<ContentPage<CommentRow>> {
  if (!postUrn.test(postId) && !commentUrn.test(postId)) throw invalidInput('post_id', 'Enter a valid id.')
  const start = startOf(after)
  const query = { start: String(start), count: String(limit) }
  const path = `socialActions/${encoded(postId)}/comments`
  const { body } = await rest(provider, accessToken, path, { query })
  const next = nextStart(body, start, limit)
  return {
    rows: rows(members(body).elements).map(commentOf),
    after: next === null ? null : String(next),
  }
}

function commentOf(element: Record<string, unknown>): CommentRow {
  const actor = text(element.actor)
  return {
    id: urnOfComment(element),
    message: text(members(element.message).text) ?? '',
    created_time: instant(members(element.created).time),
    from: actor === null ? null : { id: actor, name: null },
    is_hidden: false,
    parent_id: text(element.parentComment),
  }
}

const urnOfComment = (element: Record<string, unknown>): string =>
  text(element.$URN) ??
  text(element.commentUrn) ??
  `urn:li:comment:(${demandText(platform, element.object)},${demandText(platform, element.id)})`

/** Under a comment, or under the post itself where its URN is given. Comments are plain text. */
async function reply(
  provider: Provider,
  { accessToken, externalId }: AccountAccess,
  { commentId, message }: { commentId: string; message: string },
): Promise<{ id: string }> {
  const [, postOfComment] = commentUrn.exec(commentId) ?? []
  if (!postOfComment && !postUrn.test(commentId)) throw invalidInput('comment_id', 'Enter a valid id.')
  const json = {
    actor: demandText(platform, externalId),
    object: postOfComment ?? commentId,
    message: { text: message },
    ...(postOfComment ? { parentComment: commentId } : {}),
  }
  const path = `socialActions/${encoded(commentId)}/comments`
  const { headers, body } = await rest(provider, accessToken, path, { method: 'POST', json })
  return { id: urnOfComment({ object: json.object, id: headers.get('x-restli-id'), ...members(body) }) }
}

/** Followers, and what all posts of the organisation together got; LinkedIn tells no figures of members. */
async function insights(provider: Provider, { accessToken, externalId }: AccountAccess): Promise<Metrics> {
  const urn = demandText(platform, externalId)
  if (!urn.startsWith('urn:li:organization:')) throw onlyOrganizations()
  const edge = { edgeType: 'COMPANY_FOLLOWED_BY_MEMBER' }
  const size = await readable(rest(provider, accessToken, `networkSizes/${encoded(urn)}`, { query: edge }), [
    'rejected',
  ])
  const query = { q: 'organizationalEntity', organizationalEntity: urn }
  const path = 'organizationalEntityShareStatistics'
  const statistics = await readable(rest(provider, accessToken, path, { query, finder: 'FINDER' }))
  const [element = {}] = rows(members(statistics?.body).elements)
  const totals = members(element.totalShareStatistics)
  const parts = [totals.likeCount, totals.commentCount, totals.shareCount, totals.clickCount].map(count)
  const known = parts.filter((part) => part !== null)
  return {
    followers: count(members(size?.body).firstDegreeSize),
    following: null,
    posts: null,
    likes: count(totals.likeCount),
    views: count(totals.impressionCount),
    engagements: known.length > 0 ? known.reduce((sum, part) => sum + part, 0) : null,
  }
}

function onlyOrganizations(): ProviderError {
  const message =
    'LinkedIn tells posts and figures of organisations alone. Choose one, or reconnect with its permissions.'
  return new ProviderError('scope', {
    platform,
    status: null,
    code: 'no_organization',
    message,
    request_id: null,
  })
}
